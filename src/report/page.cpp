// SPDX-License-Identifier: BSD-3-Clause
#include "report/page.hpp"

#include <algorithm>

#include "campaign/summary.hpp"
#include "report/graph_picture.hpp"
#include "report/html.hpp"
#include "report/safe_text.hpp"
#include "report/stage_section.hpp"

namespace voxvolt::report {
namespace {

std::string code(const std::string& text) { return element("code", html_text(text)); }

std::string counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

// When, by which program, and how it ended.
std::string head_html(const Run& run) {
  std::string html = element("h1", html_text(run.title)) + "\n";
  if (!run.started) return html + paragraph("Nothing was run here.", "alarm");
  const auto done = static_cast<std::size_t>(
      std::ranges::count_if(run.stages, [](const StageFacts& s) { return s.record.has_value(); }));
  std::string release;
  for (const StageFacts& stage : run.stages)
    if (stage.record) release = " " + stage.record->release;
  const campaign::LedgerLine& last = run.finished ? *run.finished : *run.started;
  html += paragraph("Voxvolt" + release + ", commit " + last.commit + ", on " +
                        counted(static_cast<std::size_t>(last.ranks), "rank") + ". Started " + run.started->time +
                        (run.finished ? ", finished " + run.finished->time : "") + ".",
                    "quiet");
  if (done < run.stages.size())
    html += paragraph(
        std::to_string(done) + " of " + counted(run.stages.size(), "stage") + " done: this run is not complete.",
        "alarm");
  return html;
}

std::string results_html(const Run& run) {
  Table table({"product", "value", "meaning"});
  for (const StageFacts& stage : run.stages) {
    if (!stage.record) continue;
    const auto& products = stage.record->products.all();
    const bool marked =
        std::ranges::any_of(products, [](const campaign::Product& product) { return product.spec.main; });
    for (const campaign::Product& product : products)
      if (product.spec.main || (!marked && product.spec.form == campaign::ProductForm::scalar))
        table.html_row({code(stage.name + "." + product.spec.name), element("strong", html_text(value_text(product))),
                        html_text(product.spec.meaning)});
  }
  if (table.rows() == 0) return {};
  return element("h2", "Main results") + "\n" + table.html() +
         element("p", "± is the stated error (half-width). " + code("voxvolt get DIR") + " lists every product.",
                 "quiet") +
         "\n";
}

// What crosses from one stage to others, and to which.
std::string crossings_html(const Run& run) {
  Table table({"product", "value", "goes to", "meaning"});
  for (const StageFacts& stage : run.stages)
    for (const campaign::Product* product : handed_on(stage, run.arrows)) {
      std::vector<std::string> to;
      for (const Arrow& arrow : run.arrows)
        if (arrow.from == stage.name && std::ranges::find(arrow.what, product->spec.name) != arrow.what.end())
          to.push_back(arrow.to);
      table.html_row({code(stage.name + "." + product->spec.name), element("strong", html_text(value_text(*product))),
                      html_text(joined(to)), html_text(product->spec.meaning)});
    }
  return table.rows() == 0 ? "" : folded_when_long("What crosses from stage to stage", table);
}

std::string graph_html(const Run& run) {
  if (run.stages.empty()) return {};
  return element("h2", "Stages") + "\n" + graph_svg(run) + crossings_html(run) +
         (run.knows_arrows
              ? ""
              : paragraph("resolved.yaml is missing or is not the one on the record, so no arrows are shown.",
                          "quiet"));
}

std::string times_html(const Run& run) {
  Table table({"stage", "how it ended", "wall time", "peak memory per rank", "ranks", "at (UTC)"});
  double total = 0;
  for (const StageFacts& stage : run.stages)
    for (const Execution& one : stage.executions) {
      table.row({one.stage, one.status, campaign::seconds_text(one.seconds), campaign::bytes_text(one.bytes),
                 std::to_string(one.ranks), one.time});
      total += one.seconds;
    }
  if (table.rows() == 0) return {};
  table.row({"total", "", campaign::seconds_text(total), "", "", ""});
  return element("h2", "Time and memory") + "\n" + table.html();
}

std::string papers_html(const Run& run) {
  std::vector<std::pair<std::string, std::vector<std::string>>> papers;
  for (const StageFacts& stage : run.stages)
    for (const std::string& paper : stage.record ? stage.record->cites : std::vector<std::string>{}) {
      auto known = std::ranges::find(papers, paper, [](const auto& one) { return one.first; });
      if (known == papers.end()) known = papers.insert(papers.end(), {paper, {}});
      known->second.push_back(stage.name);
    }
  if (papers.empty()) return {};
  std::string list;
  for (const auto& [paper, stages] : papers)
    list +=
        element("li", with_doi_links(paper) + " " + element("span", html_text("(" + joined(stages) + ")"), "quiet")) +
        "\n";
  return element("h2", "Papers to cite") + "\n" + paragraph("Behind the models and numbers that this run used:") +
         element("ul", list) + "\n";
}

std::string record_html(const Run& run) {
  Table table({"stage", "state", "identity"});
  for (const StageFacts& stage : run.stages)
    table.html_row({html_text(stage.name), html_text(stage.status()), code(stage.identity)});
  std::string html = element("h2", "The record") + "\n" +
                     paragraph(
                         "A stage's identity is the SHA-256 of everything that its result depends on: inputs, files, "
                         "the stages before "
                         "it, and the release. Equal identities mean equal inputs.");
  if (table.rows() > 0) html += folded_when_long("Identities", table);
  html +=
      element("p", "To see that nothing was altered since: " + code("voxvolt verify DIR") +
                       ", where DIR is the folder of this page. It "
                       "recomputes the hash of every file and follows the ledger's chain" +
                       (run.ledger_hash.empty() ? ""
                                                : ", " + html_text(counted(run.ledger_lines, "line")) +
                                                      " long when this page was written, to " + code(run.ledger_hash)) +
                       ".") +
      "\n";
  return html +
         element("p", "Every number of this page is in " + code("results.h5") +
                          "; the figures' scripts and data are in " + code("figures/") + ".") +
         "\n";
}

}  // namespace

std::string page(const Run& run, const std::vector<Gallery>& galleries) {
  std::string body = head_html(run) + results_html(run) + graph_html(run);
  for (std::size_t i = 0; i < run.stages.size(); ++i) body += stage_section(run.stages[i], galleries[i]);
  body += times_html(run) + papers_html(run) + record_html(run);
  return page_around(run.title, body);
}

}  // namespace voxvolt::report
