// SPDX-License-Identifier: BSD-3-Clause
// What a figure is before it is drawn: a gnuplot script and the data that it reads.
#pragma once

#include <string>
#include <vector>

#include "campaign/stage_file.hpp"

namespace voxvolt::report {

struct DataFile {
  std::string name;  ///< in the folder of the script
  std::string text;
};

struct Plot {
  std::string name;     ///< of its files, without extension
  std::string caption;  ///< what is seen; free text
  std::string script;   ///< draws NAME.svg
  std::vector<DataFile> data;
};

struct Plots {
  std::vector<Plot> plots;
  std::vector<std::string> left_out;  ///< a sentence for each product that gets no figure but might be missed
};

/// Arrays over one axis as curves with their error bars; arrays over two as a few curves.
Plots curve_plots(const campaign::StageRecord& record);

/// The table of an ensemble: members as thin lines with their mean, quantiles as bands, histograms of what was
/// collected, and each collected scalar against each varied input.
Plots member_plots(const campaign::StageRecord& record);

/// The analyses of an ensemble: Sobol' indices as bars or over a curve's axis, elementary effects, the Fisher spectrum with
/// its directions, and how the mean of each collected scalar settles.
Plots analysis_plots(const campaign::StageRecord& record);

/// Of a stage `runaway`: temperatures of all layers over time as a picture, when cells and the alarm came, and where the
/// energy went.
Plots runaway_plots(const campaign::StageRecord& record);

/// The impedance spectra of a stage `cell`: Nyquist's and Bode's pictures.
Plots impedance_plots(const campaign::StageRecord& record);

/// Incremental capacity and differential voltage of a stage `cell`.
Plots differential_plots(const campaign::StageRecord& record);

/// Of a stage `surrogate`: for each output, what was predicted for the members held out over what was computed, with the line of
/// equal values and the bound as a band around it.
Plots surrogate_plots(const campaign::StageRecord& record);

/// Three planes through the middle of each field. `folder` is the run's. Throws RecordFailure when a field's file is
/// not the one on the record.
Plots slice_plots(const campaign::StageRecord& record, const std::string& folder);

/// All of a stage's figures, at most `most`; what was left out says so.
Plots plots_of(const campaign::StageRecord& record, const std::string& folder, std::size_t most);

/// Is it a matrix that reads better as numbers than as curves?
bool is_small_matrix(const campaign::Product& product);

/// Does this product belong to the table of an ensemble (member_plots), rather than stand for itself?
bool is_of_members(const campaign::StageRecord& record, const campaign::Product& product);

/// Is it what impedance_plots draws?
bool is_of_impedance(const campaign::StageRecord& record, const campaign::Product& product);

/// Is it what differential_plots draws?
bool is_of_differential(const campaign::StageRecord& record, const campaign::Product& product);

/// Is it what surrogate_plots draws?
bool is_of_surrogate(const campaign::StageRecord& record, const campaign::Product& product);

/// Is it what analysis_plots draws?
bool is_of_analysis(const campaign::StageRecord& record, const campaign::Product& product);

}  // namespace voxvolt::report
