#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif
import Serving
import Testing

/// A file that is gone when the test is over.
private final class TemporaryFile {
    let path: String

    init(_ content: String) throws {
        var template = Array("/tmp/page-XXXXXX".utf8CString)
        let descriptor = unsafe mkstemp(&template)
        try #require(descriptor >= 0)
        path = String(decoding: template.dropLast().map(UInt8.init), as: UTF8.self)
        // Safety: as many bytes are read as there are.
        let written = unsafe Array(content.utf8).withUnsafeBytes {
            unsafe write(descriptor, $0.baseAddress, $0.count)
        }
        close(descriptor)
        try #require(written == content.utf8.count)
    }

    deinit { _ = unsafe unlink(path) }
}

private func page(
    policy: String = "default-src 'none'; img-src data:", text: String = "digits"
) -> String {
    """
    <!doctype html><meta http-equiv="Content-Security-Policy" content="\(policy)"><p>\(text)
    """
}

@Suite struct PageTests {
    private static let html = "Accept: text/html,application/xhtml+xml,*/*;q=0.8\r\n"

    @Test func browsersGetThePageWithItsOwnPolicy() throws {
        let file = try TemporaryFile(page())
        let server = try RunningServer { $0.page = file.path }
        let answer = try server.wire().get("/", fields: Self.html)
        #expect(answer.status == 200)
        #expect(answer.text == page())
        #expect(answer.fields["content-type"] == "text/html; charset=utf-8")
        #expect(
            answer.fields["content-security-policy"]
                == "default-src 'none'; img-src data:; frame-ancestors 'none'")
        #expect(answer.fields["x-content-type-options"] == "nosniff")
        #expect(answer.fields["referrer-policy"] == "no-referrer")
        #expect(answer.fields["cache-control"] == "no-cache")
        #expect(answer.fields["vary"] == "Accept")
    }

    @Test(arguments: ["", "Accept: */*\r\n", "Accept: application/json\r\n"])
    func programsGetAWord(accept: String) throws {
        let file = try TemporaryFile(page())
        let server = try RunningServer { $0.page = file.path }
        let answer = try server.wire().get("/", fields: accept)
        #expect(answer.text == #"{"status":"alive"}"#)
        #expect(
            answer.fields["content-security-policy"] == "default-src 'none'; frame-ancestors 'none'"
        )
    }

    @Test func withoutAPageBrowsersGetTheWordToo() throws {
        let server = try RunningServer()
        let answer = try server.wire().get("/", fields: Self.html)
        #expect(answer.text == #"{"status":"alive"}"#)
        #expect(answer.fields["content-type"] == "application/json")
    }

    @Test func aPageThatIsKnownIsNotSentAgain() throws {
        let file = try TemporaryFile(page())
        let server = try RunningServer { $0.page = file.path }
        let wire = try server.wire()
        let tag = try #require(try wire.get("/", fields: Self.html).fields["etag"])
        for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
            let answer = try wire.get("/", fields: Self.html + "If-None-Match: \(known)\r\n")
            #expect(answer.status == 304, "\(known)")
            #expect(answer.fields["etag"] == tag)
            #expect(answer.fields["content-length"] == nil && answer.body.isEmpty)
        }
        let other = try wire.get("/", fields: Self.html + "If-None-Match: \"other\"\r\n")
        #expect(other.status == 200 && other.text == page())
        let changed = try TemporaryFile(page(text: "digitS"))
        let next = try RunningServer { $0.page = changed.path }
        #expect(try next.wire().get("/", fields: Self.html).fields["etag"] != tag)
    }

    @Test func headTellsTheLengthAndSendsNothing() throws {
        let file = try TemporaryFile(page())
        let server = try RunningServer { $0.page = file.path }
        let wire = try server.wire()
        try wire.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\(Self.html)\r\n")
        let answer = try wire.answer(hasBody: false)
        #expect(answer.fields["content-length"] == "\(page().utf8.count)")
        #expect(try wire.get("/v2/health/live").status == 200)
    }

    @Test func aTokenIsAskedForAsForAllElse() throws {
        let file = try TemporaryFile(page())
        let server = try RunningServer {
            $0.page = file.path
            $0.token = "secret"
        }
        let wire = try server.wire()
        #expect(try wire.get("/", fields: Self.html).status == 401)
        let answer = try wire.get("/", fields: Self.html + "Authorization: Bearer secret\r\n")
        #expect(answer.text == page())
    }

    @Test(arguments: [
        "<p>digits", page(policy: ""), page(policy: "default-src\r\nSet-Cookie: a=b"),
        page(policy: "default-src ü"),
        #"<meta http-equiv="Content-Security-Policy" content="default-src"#,
        String(repeating: " ", count: 1 << 16) + page(),
    ])
    func aPageHasToStateAPolicy(content: String) throws {
        let file = try TemporaryFile(content)
        #expect {
            _ = try RunningServer { $0.page = file.path }
        } throws: { error in
            "\(error)".hasPrefix("\(file.path): expected a page that states its Content-Security")
        }
    }

    @Test func aPageHasToBeAFileOfSomeSize() throws {
        let file = try TemporaryFile(page() + String(repeating: " ", count: 8 << 20))
        for path in [file.path, "/nowhere/page.html", "/"] {
            #expect {
                _ = try RunningServer { $0.page = path }
            } throws: { error in
                "\(error)" == "\(path): expected a page of at most 8388608 bytes, found none"
                    && (error as? ServerError)?.exitStatus == 65
            }
        }
    }
}
