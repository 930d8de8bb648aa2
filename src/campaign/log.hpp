// SPDX-License-Identifier: BSD-3-Clause
// What a run says: log.txt, the terminal or batch log, a progress line, and warnings gathered over ranks.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "parallel/communicator.hpp"

namespace voxvolt::campaign {

/// Its members may be called from any thread.
class Log {
 public:
  /// Rank 0 speaks. Without a file name nothing is kept. `quiet` keeps the terminal silent (log.txt still gets it).
  Log(const parallel::Communicator& ranks, const std::string& file, bool quiet = false);
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  void info(const std::string& text);
  /// Several lines for the terminal as they are (tables); log.txt gets them too.
  void table(const std::string& text);
  void error(const std::string& text);
  /// For log.txt only: what ends the run is printed by the program itself.
  void keep_error(const std::string& text);
  /// Counted on this rank; equal texts of all ranks are shown once, with how often, by show_warnings.
  void warn(const std::string& text);
  /// Collective. Returns the gathered warnings (text, count) and forgets them.
  std::vector<std::pair<std::string, long>> show_warnings();
  /// On a terminal one line that is rewritten (percent, what, ETA); in a batch log a line now and then.
  void progress(const std::string& stage, double fraction, const std::string& what);
  void end_progress();

 private:
  struct Output;
  parallel::Communicator ranks_;
  std::unique_ptr<Output> output_;
  std::map<std::string, long> warnings_;
  std::mutex mutex_;
};

}  // namespace voxvolt::campaign
