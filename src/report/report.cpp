// SPDX-License-Identifier: BSD-3-Clause
#include "report/report.hpp"

#include "campaign/record.hpp"
#include "parallel/durable_file.hpp"

namespace voxvolt::report {
namespace {

std::string escaped(const std::string& text) {
  std::string safe;
  for (char c : text) {
    if (c == '&') safe += "&amp;";
    else if (c == '<') safe += "&lt;";
    else if (c == '>') safe += "&gt;";
    else if (c == '"') safe += "&quot;";
    else safe += c;
  }
  return safe;
}

}  // namespace

void write(const std::string& folder) {
  std::string page = "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>voxvolt</title></head><body>\n";
  for (const campaign::StageRecord& record : campaign::read_run(folder)) {
    page += "<h2>" + escaped(record.stage) + "</h2>\n<table>\n<tr><th>product</th><th>value</th><th>meaning</th></tr>\n";
    for (const campaign::Product& product : record.products.all())
      page += "<tr><td>" + escaped(product.spec.name) + "</td><td>" + escaped(campaign::one_line(product)) + "</td><td>" +
              escaped(product.spec.meaning) + "</td></tr>\n";
    page += "</table>\n";
  }
  parallel::write_durably(folder + "/report.html", page + "</body></html>\n");
}

}  // namespace voxvolt::report
