internal import Figures
internal import FileIO

/// One page of HTML that needs nothing else: no script, no request, its pictures inside.
struct HTMLPage {
    let title: String
    /// The content below the title, as HTML.
    let sections: [String]

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta http-equiv="Content-Security-Policy" \
        content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
        <title>\(xmlText(title))</title>
        <style>
        \(Self.style)
        </style>
        </head>
        <body>
        <main>
        <h1>\(xmlText(title))</h1>
        \(sections.joined(separator: "\n"))
        </main>
        </body>
        </html>

        """
    }

    /// Blue and orange are told apart by all forms of color vision, and each is labeled as well.
    private static let style = """
        :root { color-scheme: light dark; --ink: #1f2328; --soft: #57606a; --line: #d0d7de;
        --page: #ffffff; --right: \(Palette.blue.lightChannels); --wrong: \(Palette.orange.lightChannels);
        --link: #0b5cad; }
        @media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #a0a9b3;
        --line: #3d444d; --page: #0d1117; --right: \(Palette.blue.darkChannels); --wrong: \(Palette.orange.darkChannels);
        --link: #6cb0ff; } }
        body { margin: 0; background: var(--page); color: var(--ink);
        font: 16px/1.5 system-ui, sans-serif; }
        main { max-width: 64rem; margin: 0 auto; padding: 1rem 1rem 4rem; }
        h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line); }
        a { color: var(--link); }
        .scroll { overflow-x: auto; } .scroll, .facts { margin: 1rem 0; }
        table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
        th, td { padding: .25rem .6rem; text-align: right; }
        th { font-weight: 600; } th[scope=row] { text-align: left; white-space: nowrap; }
        th[scope=col]:first-child { text-align: left; }
        .facts td, .facts th { text-align: left; vertical-align: top; }
        .facts th, .facts td { white-space: normal; } .facts td { overflow-wrap: anywhere; }
        .facts th { min-width: 6rem; width: 25%; }
        .rows tr + tr > * { border-top: 1px solid var(--line); }
        .map td { border: 1px solid var(--line); min-width: 2rem; text-align: center; }
        .map th + th { text-align: center; } .map td a { display: block; color: inherit; }
        .right { background: rgb(var(--right) / var(--share)); }
        .wrong { background: rgb(var(--wrong) / var(--share)); }
        .big { font-size: 2.5rem; font-weight: 700; line-height: 1.1; }
        .soft { color: var(--soft); }
        .pictures { display: flex; flex-wrap: wrap; gap: .75rem; padding: 0; list-style: none; }
        .pictures li { width: 8.5rem; font-size: .85rem; overflow-wrap: anywhere; }
        .pictures img { width: 84px; height: 84px; object-fit: contain; object-position: left;
        image-rendering: pixelated; display: block; background: #000; }
        svg { max-width: 100%; height: auto; }
        """
}

/// Builds the parts of pages.
enum HTML {
    /// A section with a heading that can be linked to.
    static func section(_ title: String, id: String, _ content: String) -> String {
        "<section aria-labelledby=\"\(id)\">\n<h2 id=\"\(id)\">\(xmlText(title))</h2>\n"
            + "\(content)\n</section>"
    }

    /// A table of names and what they are.
    static func facts(_ rows: [(name: String, value: String)]) -> String {
        let rows = rows.map { row in
            "<tr><th scope=\"row\">\(xmlText(row.name))</th><td>\(xmlText(row.value))</td></tr>"
        }
        return "<table class=\"facts\">\n\(rows.joined(separator: "\n"))\n</table>"
    }

    /// A table with a head, each row led by its name; a narrow window scrolls it.
    static func table(_ head: [String], _ rows: [(name: String, cells: [String])]) -> String {
        let heads = head.map { "<th scope=\"col\">\(xmlText($0))</th>" }.joined()
        let rows = rows.map { row in
            "<tr><th scope=\"row\">\(xmlText(row.name))</th>"
                + row.cells.map { "<td>\(xmlText($0))</td>" }.joined() + "</tr>"
        }
        return """
            <div class="scroll" tabindex="0" role="region" aria-label="\(xmlAttribute(head[0]))">
            <table class="rows">
            <thead><tr>\(heads)</tr></thead>
            <tbody>
            \(rows.joined(separator: "\n"))
            </tbody>
            </table>
            </div>
            """
    }
}
