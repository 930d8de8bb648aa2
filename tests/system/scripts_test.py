# SPDX-License-Identifier: BSD-3-Clause
"""scripts/setup and scripts/test as a user meets them, on a machine whose package manager and tools are stand-ins."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

SOURCE = pathlib.Path(os.environ["VOXVOLT_SOURCE"])
TOOLS = ("awk", "bash", "cat", "dirname", "env", "find", "grep", "id", "mktemp", "nproc", "rm", "sed", "tee", "tr")
on_debian = unittest.skipUnless(pathlib.Path("/usr/bin/apt-get").exists(), "the set-up by apt is for Debian")

# Says of every package it is asked about that it is installed, but for those in the file `missing`.
DPKG_QUERY = """#!/usr/bin/env bash
shift 3
for package in "$@"; do grep -qxF "$package" "$MACHINE/missing" || echo "installed $package"; done
"""
# Knows every package, says sums when asked, and installs by emptying the file `missing`; everything it hears is kept.
APT_GET = """#!/usr/bin/env bash
echo "apt-get $*" >>"$MACHINE/heard"
case " $* " in
  *" --assume-no "*) echo "0 upgraded, 7 newly installed"; echo "Need to get 3 MB of archives."
    echo "After this operation, 9 MB of additional disk space will be used."; exit 1 ;;
  *" install "*) [ ! -e "$MACHINE/broken" ] || { echo "E: no space left"; exit 100; }; : >"$MACHINE/missing" ;;
esac
"""
APT_CACHE = """#!/usr/bin/env bash
printf 'Package: x\\nInstalled-Size: 2000\\nSize: 1500000\\n'
"""


class OnAMachineOfItsOwn(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.machine = pathlib.Path(folder.name)
        (self.machine / "bin").mkdir()
        (self.machine / "missing").touch()
        for tool in TOOLS:
            (self.machine / "bin" / tool).symlink_to(shutil.which(tool))

    def stand_in(self, name, text):
        path = self.machine / "bin" / name
        path.write_text(text)
        path.chmod(0o755)

    def call(self, script, *options):
        return subprocess.run([SOURCE / script, *options], capture_output=True, text=True, timeout=300,
                              env={"PATH": str(self.machine / "bin"), "MACHINE": str(self.machine)})


@on_debian
class SetUpOnDebian(OnAMachineOfItsOwn):
    def setUp(self):
        super().setUp()
        self.stand_in("dpkg-query", DPKG_QUERY)
        self.stand_in("apt-get", APT_GET)
        self.stand_in("apt-cache", APT_CACHE)
        self.stand_in("sudo", '#!/usr/bin/env bash\nexec "$@"\n')

    def heard(self):
        path = self.machine / "heard"
        return path.read_text() if path.exists() else ""

    def test_with_nothing_missing_it_says_so_and_leaves_apt_alone(self):
        done = self.call("scripts/setup")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("everything is there", done.stdout)
        self.assertEqual(self.heard(), "")

    def test_no_install_names_what_is_missing_with_sizes_and_installs_nothing(self):
        (self.machine / "missing").write_text("cmake\npetsc-dev\n")
        done = self.call("scripts/setup", "--no-install")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"cmake +1.50 MB to download +2.05 MB on disk")
        self.assertIn("7 packages, 3 MB to download, 9 MB on disk", done.stdout)
        self.assertIn("apt-get install --no-install-recommends cmake petsc-dev\n", done.stdout)
        self.assertEqual((self.machine / "missing").read_text(), "cmake\npetsc-dev\n")

    def test_it_installs_what_is_missing_and_only_that(self):
        (self.machine / "missing").write_text("cmake\n")
        done = self.call("scripts/setup")
        self.assertEqual(done.returncode, 0, done.stderr)
        install = [line for line in self.heard().splitlines() if " install -y" in line]
        self.assertEqual(len(install), 1)
        self.assertTrue(install[0].endswith(" cmake"), install[0])

    def test_what_only_tests_need_is_asked_for_only_with_tests(self):
        (self.machine / "missing").write_text("qemu-user\n")
        self.assertEqual(self.call("scripts/setup", "--no-install").returncode, 0)
        self.assertEqual(self.call("scripts/setup", "--no-install", "--with-tests").returncode, 1)

    def test_a_failed_installation_shows_what_apt_said_and_fails(self):
        (self.machine / "missing").write_text("cmake\n")
        (self.machine / "broken").touch()
        done = self.call("scripts/setup")
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("E: no space left", done.stderr)

    def test_an_unknown_option_is_refused_by_name(self):
        done = self.call("scripts/setup", "--instal")
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no option --instal", done.stderr)


class SetUpElsewhere(OnAMachineOfItsOwn):
    def test_without_apt_it_lists_the_needs_and_the_way_by_spack(self):
        done = self.call("scripts/setup")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("PETSc 3.18", done.stdout)
        self.assertIn("scripts/spack.yaml", done.stdout)

    def test_the_spack_environment_names_every_library_that_cmake_asks_for(self):
        given = set(re.findall(r"^    - ([a-z0-9-]+)", (SOURCE / "scripts/spack.yaml").read_text(), re.M))
        cmake = (SOURCE / "scripts/cmake/dependencies.cmake").read_text()
        asked = set(re.findall(r"^(?:find_package|pkg_check_modules)\((\S+?)[ )]", cmake, re.M)) - {"Threads"}
        self.assertGreater(len(asked), 8)
        names = {"pkgconfig": "pkgconf", "tiff": "libtiff", "nlohmann_json": "nlohmann-json", "eigen3": "eigen"}
        self.assertEqual({names.get(name.lower(), name.lower()) for name in asked} - given, set())


class TestScript(OnAMachineOfItsOwn):
    @on_debian
    def test_a_machine_that_lacks_something_ends_with_a_failure_in_the_last_line(self):
        self.stand_in("apt-get", APT_GET)
        self.stand_in("apt-cache", APT_CACHE)
        self.stand_in("dpkg-query", DPKG_QUERY)
        (self.machine / "missing").write_text("cmake\n")
        done = self.call("scripts/test", "--no-install")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout.splitlines()[-1], "0 passed, 1 failed")

    def test_an_unknown_option_is_refused_by_name(self):
        done = self.call("scripts/test", "--quick")
        self.assertEqual(done.returncode, 2)
        self.assertIn("there is no option --quick", done.stderr)


if __name__ == "__main__":
    unittest.main()
