// SPDX-License-Identifier: BSD-3-Clause
#include "report/figures.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "parallel/failure.hpp"
#include "report/gnuplot.hpp"
#include "report/safe_text.hpp"

namespace voxvolt::report {
namespace {

constexpr double kTimeLimit = 60;  // s, for one figure; they take a tenth of a second

void write_file(const std::string& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) throw MachineFailure("cannot write " + path + ": " + std::strerror(errno));
}

std::string read_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

}  // namespace

Figure draw(const Plot& plot, const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) throw MachineFailure("cannot create the folder " + folder + ": " + error.message());
  for (const DataFile& data : plot.data) write_file(folder + "/" + data.name, data.text);
  write_file(folder + "/" + plot.name + ".gp", plot.script);
  const std::string picture = folder + "/" + plot.name + ".svg";
  std::filesystem::remove(picture, error);  // what is read below is what was drawn now
  run_gnuplot(folder, plot.name + ".gp", kTimeLimit);
  Figure figure{plot.name, plot.caption, read_file(picture)};
  if (figure.svg.find("</svg>") == std::string::npos) throw MachineFailure(picture + ": gnuplot left no whole picture");
  return figure;
}

std::string data_address(const std::string& svg) {
  std::string picture = svg;
  const std::string canvas = "<g id=\"gnuplot_canvas\">";
  if (const std::size_t at = picture.find(canvas); at != std::string::npos)
    picture.insert(at, "<style>image{image-rendering:pixelated}</style>\n");
  return "data:image/svg+xml;base64," + base64(picture);
}

}  // namespace voxvolt::report
