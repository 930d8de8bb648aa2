// SPDX-License-Identifier: BSD-3-Clause
#include <vector>

#include "io/image_reader.hpp"
#include "io/numbered_files.hpp"
#include "io/tiff_file.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::io {
namespace {

double page_bytes(const TiffPage& page, const Box& part) {
  return page.piece_bytes + 4.0 * static_cast<double>(part.size(0)) * static_cast<double>(part.size(1));
}

std::vector<std::uint32_t> plane_of(const Box& part) {
  return std::vector<std::uint32_t>(static_cast<std::size_t>(part.size(0) * part.size(1)));
}

/// One file, one page per z plane.
class TiffStack : public ImageReader {
 public:
  explicit TiffStack(const std::string& path) : file_(path), contents_(file_.contents()) {
    require_sane_size(path, info().cells);
  }

  StackInfo info() const override {
    return {{contents_.page.width, contents_.page.height, contents_.pages}, contents_.page.bytes_per_voxel};
  }
  double scratch_bytes(const Box& part) const override { return page_bytes(contents_.page, part); }

  void read(const Box& part, const PlaneSink& sink) override {
    auto plane = plane_of(part);
    for (std::int64_t z = part.from[2]; z < part.to[2]; ++z) {
      file_.go_to(z);
      file_.read(part, plane);
      sink(z - part.from[2], plane);
    }
  }

 private:
  TiffFile file_;
  TiffFile::Contents contents_;
};

/// One file per z plane.
class NumberedTiffs : public ImageReader {
 public:
  explicit NumberedTiffs(const std::string& pattern) : files_(numbered_files(pattern)) {
    page_ = only_page(files_.front());
    for (const std::string& file : files_) {
      const TiffPage page = only_page(file);
      if (!page.alike(page_))
        throw Failure(ExitCode::input,
                      file + ": is " + page.text() + ", but " + files_.front() + " is " + page_.text());
    }
    require_sane_size(pattern, info().cells);
  }

  StackInfo info() const override {
    return {{page_.width, page_.height, static_cast<std::int64_t>(files_.size())}, page_.bytes_per_voxel};
  }
  double scratch_bytes(const Box& part) const override { return page_bytes(page_, part); }

  void read(const Box& part, const PlaneSink& sink) override {
    auto plane = plane_of(part);
    for (std::int64_t z = part.from[2]; z < part.to[2]; ++z) {
      TiffFile(files_[static_cast<std::size_t>(z)]).read(part, plane);
      sink(z - part.from[2], plane);
    }
  }

 private:
  static TiffPage only_page(const std::string& path) {
    const auto contents = TiffFile(path).contents();
    if (contents.pages != 1)
      throw Failure(ExitCode::input,
                    path + ": holds " + std::to_string(contents.pages) + " pages; numbered files hold one each");
    return contents.page;
  }

  std::vector<std::string> files_;
  TiffPage page_;
};

}  // namespace

std::unique_ptr<ImageReader> open_tiff_stack(const std::string& path) { return std::make_unique<TiffStack>(path); }

std::unique_ptr<ImageReader> open_numbered_tiffs(const std::string& pattern) {
  return std::make_unique<NumberedTiffs>(pattern);
}

}  // namespace voxvolt::io
