# Sourced by the other tools: checks the Swift toolchain, installs missing system packages.
# It only speaks when there is something to do, and always on standard error.

say() { printf '%s\n' "$*" >&2; }

require_swift() {
    if ! command -v swift >/dev/null 2>&1; then
        say "swift-mnist needs a Swift toolchain, 6.3 or newer, and found none on the PATH."
        say "Get it from https://www.swift.org/install (Linux: swiftly; macOS: Xcode or swiftly)."
        exit 69
    fi
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    if [ "$(printf '%s\n6.3\n' "$version" | sort -V | head -n 1)" != 6.3 ]; then
        say "swift-mnist needs Swift 6.3 or newer; found ${version:-an unknown version}."
        say "Get it from https://www.swift.org/install."
        exit 69
    fi
}

# True where a C program can include the header; the compiler of the toolchain is asked.
has_header() {
    local clang
    clang=$(dirname "$(readlink -f "$(command -v swift)")")/clang
    [ -x "$clang" ] || clang=clang
    printf '#include <%s>\n' "$1" | "$clang" -E -x c - >/dev/null 2>&1
}

require_system_packages() {
    # macOS brings zlib with its SDK.
    [ "$(uname -s)" = Linux ] || return 0
    has_header zlib.h && return 0
    local as_root=""
    [ "$(id -u)" = 0 ] || as_root=sudo
    if command -v apt-get >/dev/null 2>&1; then
        say "Installing the system package zlib1g-dev with apt-get …"
        $as_root apt-get update -qq >/dev/null || true
        $as_root env DEBIAN_FRONTEND=noninteractive \
            apt-get install -y -qq zlib1g-dev >/dev/null || true
    elif command -v dnf >/dev/null 2>&1; then
        say "Installing the system package zlib-devel with dnf …"
        $as_root dnf install -y -q zlib-devel >&2 || true
    elif command -v brew >/dev/null 2>&1; then
        say "Installing zlib with brew …"
        brew install zlib >&2 || true
    fi
    if ! has_header zlib.h; then
        say "swift-mnist needs zlib's header zlib.h (Debian: zlib1g-dev, Fedora: zlib-devel)."
        exit 69
    fi
}
