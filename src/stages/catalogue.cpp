// SPDX-License-Identifier: BSD-3-Clause
// The one list of stage kinds, in the order of the manual. A new kind is its file in this folder and its line here; the
// line declares the function that the file defines, and calls it.
#include "stages/kinds.hpp"

namespace voxvolt::stages {

campaign::Catalogue catalogue() {
  using campaign::StageKind;
  return {
      {
          [] {
            extern StageKind microstructure();
            return microstructure();
          }(),
          [] {
            extern StageKind effective_transport();
            return effective_transport();
          }(),
          [] {
            extern StageKind cell();
            return cell();
          }(),
          [] {
            extern StageKind homogenised_cell();
            return homogenised_cell();
          }(),
          [] {
            extern StageKind runaway();
            return runaway();
          }(),
          [] {
            extern StageKind ensemble();
            return ensemble();
          }(),
          [] {
            extern StageKind surrogate();
            return surrogate();
          }(),
          [] {
            extern StageKind predict();
            return predict();
          }(),
          [] {
            extern StageKind analytic();
            return analytic();
          }(),
      },
      {"effective_mechanics", "resolved_cell", "pack", "calibration", "assimilation", "sensor_placement"},
  };
}

}  // namespace voxvolt::stages
