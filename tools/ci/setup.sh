# Sourced by the other tools: checks the Swift toolchain, installs missing system packages.
# It only speaks when there is something to do, and always on standard error.

say() { printf '%s\n' "$*" >&2; }

# The version of the toolchain, such as 6.3.
swift_version() {
    swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1
}

# The path of a program of the toolchain, which is not on the PATH where a link leads to swift.
toolchain_program() { printf '%s\n' "$(dirname "$(readlink -f "$(command -v swift)")")/$1"; }

require_swift() {
    if ! command -v swift >/dev/null 2>&1; then
        say "swift-mnist needs a Swift toolchain, 6.3 or newer, and found none on the PATH."
        say "Get it from https://www.swift.org/install (Linux: swiftly; macOS: Xcode or swiftly)."
        exit 69
    fi
    local version
    version=$(swift_version)
    if [ "$(printf '%s\n6.3\n' "$version" | sort -V | head -n 1)" != 6.3 ]; then
        say "swift-mnist needs Swift 6.3 or newer; found ${version:-an unknown version}."
        say "Get it from https://www.swift.org/install."
        exit 69
    fi
}

# True where a C program can include the header; the compiler of the toolchain is asked.
has_header() {
    local clang
    clang=$(toolchain_program clang)
    [ -x "$clang" ] || clang=clang
    # Homebrew's headers are not where a compiler looks; pkg-config, which SwiftPM asks, knows.
    local flags
    flags=$(pkg-config --cflags zlib libpng libturbojpeg 2>/dev/null || true)
    # shellcheck disable=SC2086
    printf '#include <%s>\n' "$1" | "$clang" $flags -E -x c - >/dev/null 2>&1
}

# True where a program can be linked without any shared library. Debian's development packages
# bring what that takes; Fedora has it in packages of its own, which are not asked for.
links_statically() {
    local clang
    clang=$(toolchain_program clang)
    [ -x "$clang" ] || return 1
    printf 'int main(void) { return 0; }\n' | "$clang" -x c - -static -o /dev/null \
        -lpng -lturbojpeg -lz -lstdc++ -lm >/dev/null 2>&1
}

# A header of each library, its Debian, Fedora and Homebrew packages. macOS brings zlib with its SDK.
system_packages() {
    [ "$(uname -s)" = Darwin ] || echo "zlib.h zlib1g-dev zlib-devel zlib"
    echo "png.h libpng-dev libpng-devel libpng"
    echo "turbojpeg.h libturbojpeg0-dev turbojpeg-devel jpeg-turbo"
}

# The packages of the headers that are missing, as the manager $1 (apt, dnf or brew) names them.
missing_packages() {
    local header apt dnf brew
    system_packages | while read -r header apt dnf brew; do
        has_header "$header" || printf '%s ' "${!1}"
    done
}

require_system_packages() {
    local missing as_root=""
    missing=$(missing_packages apt)
    [ -n "$missing" ] || return 0
    [ "$(id -u)" = 0 ] || as_root=sudo
    # Names of packages have no spaces, so each is a word of its own.
    # shellcheck disable=SC2046
    if command -v apt-get >/dev/null 2>&1; then
        say "Installing with apt-get: $missing…"
        $as_root apt-get update -qq >/dev/null || true
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq $(missing_packages apt) >/dev/null || true
    elif command -v dnf >/dev/null 2>&1; then
        say "Installing with dnf: $(missing_packages dnf)…"
        $as_root dnf install -y -q $(missing_packages dnf) >&2 || true
    elif command -v brew >/dev/null 2>&1; then
        say "Installing with brew: $(missing_packages brew)…"
        brew install $(missing_packages brew) >&2 || true
    fi
    missing=$(missing_packages apt)
    if [ -n "$missing" ]; then
        say "swift-mnist needs zlib, libpng and TurboJPEG with their headers; missing are the packages"
        say "  Debian: $missing  Fedora: $(missing_packages dnf)  Homebrew: $(missing_packages brew)"
        exit 69
    fi
}
