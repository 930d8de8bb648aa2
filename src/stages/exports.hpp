// SPDX-License-Identifier: BSD-3-Clause
// What `voxvolt export` can make of a finished stage; one function per form. All are collective.
#pragma once

#include <string>
#include <vector>

#include "campaign/stage_file.hpp"
#include "campaign/stage_kind.hpp"
#include "parallel/session.hpp"

namespace voxvolt::stages {

struct ExportRequest {
  std::string folder;            ///< of the run
  campaign::StageRecord record;  ///< of the stage
  std::string file;              ///< to be written
};

/// Each returns the files that it wrote.
using Export = std::vector<std::string> (*)(const ExportRequest& request, const campaign::Catalogue& catalogue,
                                            parallel::Session& session);

/// The image of a microstructure: from the field file of the run, or made again in memory from the inputs on the record when
/// the run kept none.
std::vector<std::string> export_tiff(const ExportRequest& request, const campaign::Catalogue& catalogue,
                                     parallel::Session& session);
std::vector<std::string> export_hdf5(const ExportRequest& request, const campaign::Catalogue& catalogue,
                                     parallel::Session& session);
/// Scalars and texts in one table, and one table for each set of axes that arrays share; named after the file and
/// what the arrays' names begin with in common (else their axes).
std::vector<std::string> export_csv(const ExportRequest& request, const campaign::Catalogue& catalogue,
                                    parallel::Session& session);
/// The table of an ensemble's members, to the byte as export_csv writes it; empty where there is none.
std::string csv_of_members(const campaign::Products& products);

/// The parameters of a cell as a BPX file of layout 1.x, with what `set:` changed.
std::vector<std::string> export_bpx(const ExportRequest& request, const campaign::Catalogue& catalogue,
                                    parallel::Session& session);

/// The card of a surrogate, which `predict` reads.
std::vector<std::string> export_json(const ExportRequest& request, const campaign::Catalogue& catalogue,
                                     parallel::Session& session);

}  // namespace voxvolt::stages
