// SPDX-License-Identifier: BSD-3-Clause
// From a plot to a picture in DIR/figures.
#pragma once

#include <string>
#include <vector>

#include "report/plot.hpp"

namespace voxvolt::report {

struct Figure {
  std::string name;
  std::string caption;
  std::string svg;
};

/// Writes NAME.gp and its data into `folder`, which is made, and draws NAME.svg. Throws MachineFailure.
Figure draw(const Plot& plot, const std::string& folder);

/// What a picture may bring into a page: gnuplot's SVG as a data: address of an image. Identifiers of two such pictures
/// do not meet, and nothing in them can run or be fetched. Voxels keep their edges when they are enlarged.
std::string data_address(const std::string& svg);

}  // namespace voxvolt::report
