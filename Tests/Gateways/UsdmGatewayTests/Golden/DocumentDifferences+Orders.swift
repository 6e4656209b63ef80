extension DocumentDifferences {
    static let orders: [String: Difference] = [
        // The sample of the single endpoint has it.
        "POST /fapi/v1/batchOrders": Difference(with: ["[].closePosition:boolean"]),
        // As with the single endpoints: clients read these from every order reply.
        "PUT /fapi/v1/batchOrders": Difference(with: ["[].cumQuote:string"]),
        "DELETE /fapi/v1/batchOrders": Difference(with: ["[].avgPrice:string"]),
        // For hedge mode.
        "GET /fapi/v1/adlQuantile": Difference(without: ["[].adlQuantile.HEDGE:number"]),
        // There are no quantitative rules, so there are no indicators.
        "GET /fapi/v1/apiTradingStatus": Difference(
            without: JSONShape(DocumentedShapes.orders["GET /fapi/v1/apiTradingStatus"] ?? "").entries
                .subtracting(["updateTime:number"])),
    ]
}
