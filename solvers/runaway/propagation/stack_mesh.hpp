// SPDX-License-Identifier: BSD-3-Clause
// Which volumes of a stack are computed with: layers whole, layers as one volume (with their means), layers left out.
#pragma once

#include <memory>
#include <vector>

#include "solvers/runaway/propagation/line.hpp"
#include "solvers/runaway/propagation/stack_plan.hpp"
#include "solvers/runaway/propagation/tape.hpp"

namespace voxvolt::runaway {

enum class Form : int { unlisted = 0, single, resolved };

/// A listed layer: its volumes in the line.
struct Block {
  int layer = 0;
  std::size_t first = 0, count = 1;
};

/// Reads one lane of a line by blocks.
class BlockReader {
 public:
  BlockReader(const Line& line, std::size_t lane) : line_(&line), lane_(lane) {}
  double mean(const double* values, const Block& b) const;
  double most(const double* values, const Block& b) const;
  double least(const double* values, const Block& b) const;
  double at(const double* values, std::size_t volume) const { return values[volume * line_->stride() + lane_]; }
  double share_of(const Block& b, std::size_t volume) const;  ///< of the block's volume
  std::size_t entry(std::size_t volume) const { return volume * line_->stride() + lane_; }
  Line::Dense mean_temperature(const Block& b) const;
  /// Of sum_r weights_r x_r.
  Line::Dense mean_extent(const Block& b, const std::vector<double>& weights) const;
  const Line& line() const { return *line_; }

 private:
  const Line* line_;
  std::size_t lane_;
};

class StackMesh {
 public:
  explicit StackMesh(std::shared_ptr<const StackPlan> plan);

  const std::vector<Block>& blocks() const { return blocks_; }
  std::size_t volumes() const { return volumes_; }
  Form form(int layer) const { return forms_[layer]; }
  const Block* block_of(int layer) const;

  /// State of all listed layers into and out of a lane; `write` also sets what the line sees outside.
  void write(Line& line, std::size_t lane) const;
  void read(const Line& line, std::size_t lane);

  /// Changes forms by what the line (just prepared) shows; true where the list changed: then read first, write after.
  bool revise(const Line& line, std::size_t lane);
  void apply_revision();

  /// Means of a layer, listed or not, as last read.
  double mean_temperature(int layer) const;
  double mean_extent(int layer, int reaction) const;
  /// Values on all volumes of the layer; means where it is not resolved.
  double temperature(int layer, int volume) const;
  double extent(int layer, int reaction, int volume) const;
  /// Where that volume is, from the first of its block.
  std::size_t place(int layer, int volume) const;

  void pass(Tape& tape);

 private:
  struct LayerState {
    std::vector<double> temperature;
    std::vector<std::vector<double>> extents;
    const double* share = nullptr;  ///< of the part's volume, per entry of a grid
    double mean(const std::vector<double>& values) const;
    void become(std::size_t count);
  };
  void write_grid(Line& line) const;
  void revise_grid(const BlockReader& read);
  void start_grid();
  void lay_out_grid();
  void couple_grid();
  void follow_cells(std::vector<TileForm>& forms) const;
  TileForm next_form(const BlockReader& read, std::size_t tile);
  double bend_of(const BlockReader& read, std::size_t tile) const;
  std::vector<double> carried(const std::vector<double>& values, int part, const GridCoupling& from) const;
  bool is_driven(int part) const;
  bool disturbed_in_grid(int part) const;
  bool has_reacted(const BlockReader& read, const Block& b) const;
  double width(const Block& b) const;
  double half_resistance(const Block& b) const;
  void lay_out();
  void start_forms();
  bool disturbed(int layer) const;
  int next_cell(int layer, int step) const;
  bool is_spent(const BlockReader& read, const Block& b) const;
  std::vector<bool> spent_cells(const BlockReader& read) const;
  void revise_inert();

  std::shared_ptr<const StackPlan> plan_;
  std::vector<Form> forms_, wanted_;
  std::vector<bool> spent_;
  std::vector<LayerState> states_;
  std::vector<double> reference_;  ///< K, per layer: from which a rise is counted
  std::vector<Block> blocks_;
  std::vector<int> block_of_;
  std::size_t volumes_ = 0;
  std::vector<TileForm> tile_forms_, wanted_tiles_;  ///< of a grid
  int unchanged_for_ = 0;                            ///< steps
  std::shared_ptr<const GridCoupling> grid_;         ///< of a grid: its couplings in the present forms
  bool may_rest_ = true;  ///< nothing outside changes with time, so that a quiet cell stays quiet
};

}  // namespace voxvolt::runaway
