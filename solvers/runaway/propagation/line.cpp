// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/line.hpp"

#include <utility>

#include "numerics/pack.hpp"
#include "numerics/rodas4.hpp"

namespace voxvolt::runaway {

namespace {

std::size_t padded(std::size_t n) {
  constexpr auto width = static_cast<std::size_t>(numerics::Lanes<double>::width);
  return (n + width - 1) / width * width;
}

}  // namespace

Line::Line(const RateShape& shape, std::size_t volumes, std::size_t stride)
    : shape_(shape),
      volumes_(volumes),
      stride_(stride),
      entries_(padded(volumes * stride)),
      reactions_(static_cast<int>(shape.reactions.size())),
      surroundings_(stride, LaneSurroundings{&nothing_, 0, 0}),
      pitch_(entries_ + 2 * guard) {
  for (Array* a : {&temperature_, &former_temperature_, &heat_, &slope_, &source_, &inverse_capacity_, &contact_,
                   &left_, &right_, &side_coefficient_, &side_emissivity_})
    *a = make();
  temperature_.assign(temperature_.size(), 300.0);  // padding stays mild
  former_temperature_ = temperature_;
  extents_.assign(reactions_, make()), former_extents_ = extents_, per_extent_ = extents_;
  for (auto& stage : increments_) stage.assign(1 + reactions_, make());
  // Padding gets neutral numbers: no rates, and no quotients of zero.
  coefficients_.assign(static_cast<std::size_t>(shape.coefficients) * pitch_, 0.0);
  for (const RateShape::Line& line : shape.reactions)
    for (const RateShape::Part& part : line.factors) {
      if (part.law == RateShape::Law::linear) continue;
      const int smooth = part.law == RateShape::Law::power ? part.at + 1 : part.at;
      for (std::size_t i = 0; i < pitch_; ++i) coefficients_[static_cast<std::size_t>(smooth) * pitch_ + i] = 1;
    }
}

void Line::set_volume(std::size_t volume, std::size_t lane, const Volume& v) {
  const std::size_t entry = volume * stride_ + lane;
  at(temperature_)[entry] = v.temperature;
  at(inverse_capacity_)[entry] = 1 / (v.thickness * v.heat_capacity);
  at(contact_)[entry] = v.contact;
  at(side_coefficient_)[entry] = v.side_coefficient;
  at(side_emissivity_)[entry] = v.side_emissivity;
  for (int c = 0; c < shape_.coefficients; ++c)
    coefficients_[static_cast<std::size_t>(c) * pitch_ + guard + entry] = v.kind->coefficients[c];
  for (int r = 0; r < reactions_; ++r) {
    at(extents_[r])[entry] = v.extents[r];
    at(per_extent_[r])[entry] = v.heated ? v.kind->heats[r] / v.heat_capacity : 0;
  }
}

void Line::couple() {
  const std::size_t n = volumes_ * stride_;
  for (std::size_t e = 0; e < n; ++e) {
    at(left_)[e] = e >= stride_ ? at(contact_)[e] * at(inverse_capacity_)[e] : 0;
    at(right_)[e] = e + stride_ < n ? at(contact_)[e + stride_] * at(inverse_capacity_)[e] : 0;
  }
}

void Line::couple(std::shared_ptr<GridCoupling> grid, double tolerance, Preconditioner preconditioner) {
  grid_ = std::move(grid), linear_tolerance_ = tolerance, preconditioner_ = preconditioner;
  for (std::size_t e = 0; e < volumes_; ++e) at(left_)[e] = grid_->total(e) * at(inverse_capacity_)[e];
}

void Line::accept() {
  std::swap(temperature_, former_temperature_);
  std::swap(extents_, former_extents_);
}

void Line::accept(std::size_t lane) {
  for (std::size_t e = lane; e < volumes_ * stride_; e += stride_) {
    std::swap(at(temperature_)[e], at(former_temperature_)[e]);
    for (int r = 0; r < reactions_; ++r) std::swap(at(extents_[r])[e], at(former_extents_[r])[e]);
  }
}

Line::Dense Line::dense(const Array& before, const Array& now, std::size_t entry, int which) const {
  Dense d{at(before)[entry], at(now)[entry], 0, 0};
  for (int j = 0; j < 5; ++j) {
    const double u = at(increments_[j][which])[entry];
    d.d2 += numerics::Rodas4::d2[j] * u, d.d3 += numerics::Rodas4::d3[j] * u;
  }
  return d;
}

Line::Dense Line::dense_temperature(std::size_t entry) const {
  return dense(former_temperature_, temperature_, entry, 0);
}
Line::Dense Line::dense_extent(int r, std::size_t entry) const {
  return dense(former_extents_[r], extents_[r], entry, 1 + r);
}

}  // namespace voxvolt::runaway
