// SPDX-License-Identifier: BSD-3-Clause
#include "report/safe_text.hpp"

#include <gtest/gtest.h>

namespace voxvolt::report {
namespace {

TEST(SafeText, QuotesAreDoubledForGnuplot) {
  EXPECT_EQ(gnuplot_text("'; system('touch x')"), "'''; system(''touch x'')'");
}

TEST(SafeText, ALineEndCannotEndAGnuplotCommand) {
  EXPECT_EQ(gnuplot_text("a\nset output 'b'\r\n\\"), "'a set output ''b''  \\'");
}

TEST(SafeText, MarkupIsEscapedForHtml) {
  EXPECT_EQ(html_text("<script>alert('1')</script> & \"q\""),
            "&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &quot;q&quot;");
}

TEST(SafeText, WhatIsNoTextIsReplaced) {
  EXPECT_EQ(clean_text("a\x01"
                       "b\xff"
                       "c"),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD"
            "c");
  EXPECT_EQ(html_text("\xC3"), "\xEF\xBF\xBD");
}

TEST(SafeText, NamesOfProductsAreNamesOfFiles) { EXPECT_EQ(file_name("cell.heat.total_2"), "cell.heat.total_2"); }

TEST(SafeText, NamesOfFilesStayInTheirFolder) {
  for (const std::string hostile :
       {"../../etc/passwd", "/etc/passwd", "a;rm -rf b", "$(x)", "", ".", "..", "-rf", "a\nb"}) {
    const std::string name = file_name(hostile);
    EXPECT_EQ(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-"),
              std::string::npos)
        << name;
    EXPECT_NE(name.front(), '.');
    EXPECT_NE(name.front(), '-');
  }
}

TEST(SafeText, NamesThatAreChangedStayApart) {
  EXPECT_NE(file_name("a b"), file_name("a;b"));
  EXPECT_NE(file_name(std::string(300, 'x') + "1"), file_name(std::string(300, 'x') + "2"));
  EXPECT_LE(file_name(std::string(300, 'x')).size(), 120u);
}

TEST(SafeText, ShortTextsStayWholeAndLongOnesEndInAnEllipsis) {
  EXPECT_EQ(shortened("äöü", 3), "äöü");
  EXPECT_EQ(shortened("äöüx", 3), "äö…");
}

// RFC 4648, section 10.
TEST(SafeText, Base64GivesTheVectorsOfItsStandard) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xff\xfe\xfd"), "//79");
}

}  // namespace
}  // namespace voxvolt::report
