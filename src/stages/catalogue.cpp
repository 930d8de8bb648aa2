// SPDX-License-Identifier: BSD-3-Clause
// The one list of stage kinds. A new kind is its file in this folder and its two lines here.
#include "stages/kinds.hpp"

namespace voxvolt::stages {

campaign::StageKind analytic();
campaign::StageKind ensemble();
campaign::StageKind microstructure();

campaign::Catalogue catalogue() {
  return {
      {
          microstructure(),
          ensemble(),
          analytic(),
      },
      {"effective_transport", "effective_mechanics", "cell", "homogenised_cell", "runaway", "surrogate", "predict",
       "resolved_cell", "pack", "calibration", "assimilation", "sensor_placement"},
  };
}

}  // namespace voxvolt::stages
