import GatewayKit
import OperatorGateway
import Testing

@Suite("The operator's command line")
struct OperatorCommandLineTests {
    private func written(_ line: String) throws -> String {
        // Words are parted by spaces, so that bodies have none.
        let request = try OperatorCommandLine(line.split(separator: " ").map(String.init))
        let body = request.body.isEmpty ? "" : " " + String(decoding: request.body, as: UTF8.self)
        return request.method.rawValue + " " + request.target.dropFirst("/operator/v1".count) + body
    }

    @Test(
        "a verb is written as in the table, or as words and options",
        arguments: [
            ("GET /clock", "GET /clock"), ("get /clock", "GET /clock"), ("clock", "GET /clock"),
            (#"PUT /clock {"mode":"manual"}"#, #"PUT /clock {"mode":"manual"}"#),
            (#"clock {"mode":"manual"}"#, #"PUT /clock {"mode":"manual"}"#),
            ("clock --mode scaled --rate 60", #"PUT /clock {"mode":"scaled","rate":60}"#),
            ("clock advance --ms 60000", #"POST /clock/advance {"ms":60000}"#),
            ("advance --ms 60000 --quiet", #"POST /clock/advance {"ms":60000,"quiet":true}"#),
            ("--quiet advance --ms=60000", #"POST /clock/advance {"ms":60000,"quiet":true}"#),
            ("advance --quiet false --to 1e3", #"POST /clock/advance {"to":1e3,"quiet":false}"#),
            ("POST /clock/advance --ms -5", #"POST /clock/advance {"ms":-5}"#),
            ("accounts", "GET /accounts"), ("accounts --name erin", #"POST /accounts {"name":"erin"}"#),
            ("keys", "GET /keys"), ("keys --account a&b", "GET /keys?account=a%26b"),
            ("GET /keys?account=erin", "GET /keys?account=erin"),
            (
                "keys --account erin --type RSA --public-key p --permissions READ,TRADE --permissions WITHDRAW",
                #"POST /keys {"account":"erin","type":"RSA","publicKey":"p","permissions":["READ","TRADE","WITHDRAW"]}"#
            ),
            ("DELETE keys abc", "DELETE /keys/abc"), ("delete /keys/abc", "DELETE /keys/abc"),
            (
                "deposits --account erin --wallet usdm --asset USDT --amount 1000",
                #"POST /deposits {"account":"erin","wallet":"usdm","asset":"USDT","amount":"1000"}"#
            ),
            ("prices BTCUSDT --index 60000", #"PUT /prices/BTCUSDT {"index":"60000"}"#),
            ("DELETE prices BTCUSDT", "DELETE /prices/BTCUSDT"),
            ("markets usdm:BTCUSDT makers --enabled false", #"PUT /markets/usdm:BTCUSDT/makers {"enabled":false}"#),
            ("markets a/b makers --enabled", #"PUT /markets/a%2Fb/makers {"enabled":true}"#),
            (#"markets {"symbol":"X"}"#, #"POST /markets {"symbol":"X"}"#),
            ("digest", "GET /digest"), ("check", "POST /check"), ("totals", "GET /totals"),
        ])
    func requests(line: String, request: String) throws { #expect(try written(line) == request) }

    @Test(
        "what stands for no request is refused with what to write instead",
        arguments: [
            ("", "GET /clock"), ("GET", "GET /clock"), ("everything", "no /everything"), ("GET /everything", "no /everything"),
            ("keys abc", "say DELETE"), ("markets BTCUSDT", "say DELETE"), ("PATCH /clock", "say GET or PUT"),
            ("clock --colour red", "say GET or PUT"), ("PUT /clock --colour red", "takes --mode, --rate"),
            ("check --deep yes", "takes none"), ("advance --ms", "--ms needs a value"),
            ("advance --ms soon", "a number, not 'soon'"),
            ("clock --mode manual --mode wall", "given once"), (#"PUT /clock {"mode":"wall"} --mode wall"#, "not both"),
            ("markets BTCUSDT makers --enabled=maybe", "true or false"), ("abc", "no /abc"),
        ])
    func mistakes(line: String, why: String) {
        let error = #expect(throws: OperatorUsageError.self) { try written(line) }
        #expect(error?.description.contains(why) == true, "\(error?.description ?? "")")
    }

    @Test("every verb of the table is listed, and can be written as it is listed")
    func table() throws {
        #expect(OperatorCommandLine.verbs.contains("POST /clock/advance [--ms] [--to] [--quiet]"))
        for line in OperatorCommandLine.verbs {
            let words = line.split(separator: " ").prefix(2).map(String.init)
            let request = try OperatorCommandLine(words)
            #expect(request.method.rawValue == words[0] && request.target == "/operator/v1" + words[1])
        }
    }
}
