// SPDX-License-Identifier: BSD-3-Clause
#include "report/report.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <limits>

#include "parallel/failure.hpp"
#include "report/html.hpp"
#include "unit/report/sample_run.hpp"

namespace voxvolt::report {
namespace {

using campaign::Axis;
using test::record_of;
using test::SampleRun;
using test::spec;

// Every element that is opened is closed, in order; the page loads nothing but what it carries; its links lead to
// doi.org or within the page. Says what is wrong.
constexpr const char* kChecker = R"(import sys
from html.parser import HTMLParser
VOID = {"meta", "br", "img", "hr", "link", "input", "path", "rect"}
class Page(HTMLParser):
    def __init__(self):
        super().__init__(); self.open = []; self.wrong = []; self.ids = set()
    def handle_starttag(self, tag, attributes):
        if tag in {"script", "iframe", "object", "embed", "link", "form", "base"}:
            self.wrong.append("<" + tag + ">")
        for name, value in attributes:
            value = value or ""
            if name.startswith("on"): self.wrong.append(name)
            if name in ("src", "xlink:href") and not value.startswith("data:image/svg+xml;base64,"):
                self.wrong.append(name + "=" + value)
            if name == "href" and not value.startswith(("#", "https://doi.org/10.")):
                self.wrong.append(name + "=" + value)
            if name == "id":
                if value in self.ids: self.wrong.append("two ids " + value)
                self.ids.add(value)
        if tag not in VOID: self.open.append(tag)
    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID: self.open.pop()
    def handle_endtag(self, tag):
        if tag in VOID: return
        if not self.open or self.open.pop() != tag: self.wrong.append("</" + tag + "> closes another")
page = Page(); page.feed(open(sys.argv[1], encoding="utf-8").read()); page.close()
wrong = page.wrong + ["<%s> is not closed" % tag for tag in page.open]
print("\n".join(wrong)); sys.exit(1 if wrong else 0)
)";

void expect_sound_page(const SampleRun& run) {
  run.write_file("check.py", kChecker);
  const std::string command = "python3 '" + run.at("check.py") + "' '" + run.at("report.html") + "'";
  EXPECT_EQ(std::system(command.c_str()), 0);
}

Axis time_axis() { return {"time", "s", "time since the start", {0, 1, 2, 3}}; }

campaign::StageRecord cell() {
  auto record = record_of("cell", "cell");
  record.products.add_scalar(spec("capacity", "A h", "charge that was taken out", true), 4.98, 0.02);
  record.products.add_array(spec("voltage", "V", "terminal voltage"), {time_axis()}, {4.1, 3.9, 3.7, 3.2});
  record.products.add_text(spec("assumptions", "", "what was assumed"), "one temperature & no swelling");
  record.cites = {"Doyle, M., Fuller, T. F., Newman, J. (1993). J. Electrochem. Soc. 140, 1526. doi:10.1149/1.2221597"};
  return record;
}

TEST(Report, TellsValuesErrorsPapersTimesAndIdentities) {
  const SampleRun run("tells");
  run.record("voxvolt: 1\ntitle: A short test\nstages:\n  cell:\n    kind: cell\n    tolerance: 1e-04\n", {cell()});
  run.write_file(
      "run.jsonl",
      R"({"stage":"cell","identity":")" + test::identity_of("cell") +
          R"(","status":"done","seconds":12.5,"peak_bytes_per_rank":1073741824.0,"ranks":2,"host":"h","time":"t"})"
          "\n{torn");
  write(run.folder());
  const std::string page = run.read_file("report.html");
  for (const std::string said : {"A short test", "4.98 ± 0.02 A h", "charge that was taken out",
                                 "one temperature &amp; no swelling", "https://doi.org/10.1149/1.2221597", "12.5 s",
                                 "1.0 GiB", "commit 0123abc", "Voxvolt 0.1.0", "1e-04", "voxvolt verify DIR"})
    EXPECT_NE(page.find(said), std::string::npos) << said;
  EXPECT_NE(page.find(test::identity_of("cell")), std::string::npos);
  expect_sound_page(run);
}

TEST(Report, FiguresAreKeptWithScriptsThatDrawThemAgain) {
  const SampleRun run("kept");
  run.record("title: t\n", {cell()});
  write(run.folder());
  const std::string drawn = run.read_file("figures/cell.voltage.svg");
  EXPECT_NE(drawn.find("</svg>"), std::string::npos);
  EXPECT_EQ(test::rows_of(run.read_file("figures/cell.voltage.dat"))[3], (std::vector<double>{3, 3.2}));
  std::filesystem::remove(run.at("figures/cell.voltage.svg"));
  ASSERT_EQ(std::system(("cd '" + run.at("figures") + "' && gnuplot cell.voltage.gp").c_str()), 0);
  EXPECT_EQ(run.read_file("figures/cell.voltage.svg"), drawn);
}

TEST(Report, ASecondReportOfARunIsTheSame) {
  const SampleRun run("same");
  run.record("title: t\n", {cell()});
  write(run.folder());
  const std::string page = run.read_file("report.html");
  write(run.folder());
  EXPECT_EQ(run.read_file("report.html"), page);
}

TEST(Report, AnEmptyRunHasAPage) {
  const SampleRun run("empty");
  run.record("title: Nothing yet\n", {});
  write(run.folder());
  EXPECT_NE(run.read_file("report.html").find("Nothing yet"), std::string::npos);
  expect_sound_page(run);
  const SampleRun bare("bare");
  bare.write_file("ledger.jsonl", "");
  write(bare.folder());
  EXPECT_NE(bare.read_file("report.html").find("Nothing was run here"), std::string::npos);
  expect_sound_page(bare);
}

TEST(Report, AFolderWithoutARunIsRefused) {
  const SampleRun run("none");
  try {
    write(run.folder());
    FAIL() << "no failure";
  } catch (const Failure& failure) { EXPECT_EQ(failure.code(), ExitCode::input); }
  EXPECT_FALSE(std::filesystem::exists(run.at("report.html")));
}

TEST(Report, WhatFailedAndWhatIsStillToDoIsNotHidden) {
  const SampleRun run("failed");
  run.record("title: t\n", {cell()}, {{"module", "module: Newton did not converge at 3 s <b>"}, {"later", ""}});
  write(run.folder());
  const std::string page = run.read_file("report.html");
  EXPECT_NE(page.find("1 of 3 stages done"), std::string::npos);
  EXPECT_NE(page.find("Newton did not converge at 3 s &lt;b&gt;"), std::string::npos);
  EXPECT_NE(page.find("This stage is not done"), std::string::npos);
  expect_sound_page(run);
}

TEST(Report, AResolvedCampaignThatIsNotTheRecordedOneIsNotBelieved) {
  const SampleRun run("unbelieved");
  run.record("title: first\n", {cell()});
  run.write_file("resolved.yaml", "title: an_unbelieved_title\n");
  write(run.folder());
  const std::string page = run.read_file("report.html");
  EXPECT_EQ(page.find("an_unbelieved_title"), std::string::npos);
  EXPECT_NE(page.find("no arrows are shown"), std::string::npos);
}

TEST(Report, WithoutGnuplotItIsAMachineFailureThatSaysSo) {
  const SampleRun run("no-gnuplot");
  run.record("title: t\n", {cell()});
  const std::string path = std::getenv("PATH");
  setenv("PATH", run.folder().c_str(), 1);
  try {
    write(run.folder());
    ADD_FAILURE() << "no failure";
  } catch (const MachineFailure& failure) { EXPECT_NE(std::string(failure.what()).find("gnuplot"), std::string::npos); }
  setenv("PATH", path.c_str(), 1);
}

// What a stranger may write in a title, and what the texts of a stage might hold.
class HostileText : public testing::TestWithParam<const char*> {};

TEST_P(HostileText, IsInertAndAppearsAsItIs) {
  const std::string text = GetParam();
  const SampleRun run("hostile");
  auto record = record_of("cell", "cell");
  record.products.add_scalar(spec("capacity", "A h", text, true), 1);
  record.products.add_text(spec("end_reason", "", text), text);
  record.products.add_array(spec("voltage", text, text), {{"time", text, text, {0, 1, 2}}}, {1, 2, 3});
  const Axis member{"member", "1", text, {0, 1, 2}};
  record.products.add_array(spec("table.x", text, text), {member}, {1, 2, 3});
  record.products.add_array(spec("table.y", text, text), {member}, {1, 2, 3});
  record.products.add_scalar(spec("mean.y", text, text), 2);
  record.cites = {text, "doi:10.1/" + text};
  std::string title = text;
  for (std::size_t at = title.find('\''); at != std::string::npos; at = title.find('\'', at + 2)) title.insert(at, "'");
  run.record("title: '" + title + "'\nstages:\n  cell:\n    kind: cell\n", {record}, {{"other", text}});
  write(run.folder());
  const std::string page = run.read_file("report.html");
  EXPECT_EQ(page.find("<script"), std::string::npos);
  EXPECT_NE(page.find("<h1>"), std::string::npos);
  expect_sound_page(run);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(run.folder())) {
    EXPECT_EQ(entry.path().filename().string().find("touched"), std::string::npos) << entry.path();
    if (entry.path().extension() != ".svg") continue;
    EXPECT_EQ(run.read_file("figures/" + entry.path().filename().string()).find("<script"), std::string::npos);
  }
  EXPECT_FALSE(std::filesystem::exists("touched"));
}

INSTANTIATE_TEST_SUITE_P(Report, HostileText,
                         testing::Values("<script>alert(1)</script>", "'; system('touch touched')",
                                         "\"; system(\"touch touched\"); \"", "`touch touched`", "$(touch touched)",
                                         "'.system('touch touched').'", "@x {/Bold y}_1^2 %s \\n \\",
                                         "</title></head><img src=x onerror=alert(1)>", "' onmouseover='alert(1)",
                                         "a]]>&amp;<!--", "# set output"));

TEST(Html, OnlyWellFormedDoisBecomeLinks) {
  EXPECT_EQ(with_doi_links("A. doi:10.1103/PhysRevB.14.3438."),
            "A. doi:<a href=\"https://doi.org/10.1103/PhysRevB.14.3438\">10.1103/PhysRevB.14.3438</a>.");
  EXPECT_EQ(with_doi_links("doi:javascript:alert(1) <b>"), "doi:javascript:alert(1) &lt;b&gt;");
}

}  // namespace
}  // namespace voxvolt::report
