internal import FileIO

/// The processor time that Linux grants a group of processes, as containers have it.
///
/// Source: the kernel's "Control Group v2" and, for version 1, "CFS Bandwidth Control". Where a
/// limit cannot be read there is none.
package enum ControlGroup {
    /// How many processors this process may keep busy, rounded up; `nil` without a limit.
    static func processorLimit() -> Int? {
        #if os(Linux)
            guard let membership = text(of: "/proc/self/cgroup") else { return nil }
            var limits = [
                text(of: "/sys/fs/cgroup/cpu/cpu.cfs_quota_us").flatMap { quota in
                    text(of: "/sys/fs/cgroup/cpu/cpu.cfs_period_us").flatMap {
                        processors(quota: quota, period: $0)
                    }
                }
            ]
            // A group has no more than the groups around it have.
            for folder in folders(membership: membership) {
                limits.append(text(of: "/sys/fs/cgroup\(folder)/cpu.max").flatMap(processors))
            }
            return limits.compactMap(\.self).min()
        #else
            return nil
        #endif
    }

    /// The folders of a group of version 2 and of those around it, of the text of `/proc/self/cgroup`.
    package static func folders(membership: String) -> [String] {
        let lines = membership.split(separator: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("0::/") }) else { return [] }
        var folders = [""]
        for part in line.dropFirst(4).split(separator: "/") {
            folders.append("\(folders.last ?? "")/\(part)")
        }
        return folders
    }

    /// How many processors the text of `cpu.max` grants, such as `150000 100000`; `nil` for `max`.
    package static func processors(max text: String) -> Int? {
        let parts = text.split { $0.isWhitespace }
        guard parts.count == 2 else { return nil }
        return processors(quota: String(parts[0]), period: String(parts[1]))
    }

    private static func processors(quota: String, period: String) -> Int? {
        let numbers = [quota, period].map { Int($0.filter { !$0.isWhitespace }) ?? 0 }
        guard numbers[0] > 0, numbers[1] > 0 else { return nil }
        return (numbers[0] - 1) / numbers[1] + 1
    }

    /// The text of a small file of the kernel's, which says of itself that it is empty.
    private static func text(of path: String) -> String? {
        guard let file = try? InputFile(path: path, mayLackSize: true) else { return nil }
        var bytes = [UInt8](repeating: 0, count: 4096)
        var span = bytes.mutableSpan
        // Safety: bytes of any value are valid elements.
        var space = unsafe span.mutableBytes
        guard let count = try? file.read(into: &space, at: 0) else { return nil }
        return String(validating: bytes.prefix(count), as: UTF8.self)
    }
}
