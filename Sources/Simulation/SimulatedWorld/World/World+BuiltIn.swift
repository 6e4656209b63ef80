extension World {
    /// The world that `serve` opens with unless it is given another.
    public static func builtIn() throws(WorldError) -> World { try World(yaml: builtInText) }

    /// The text of it: the example to begin a world file of one's own with.
    public static let builtInText = """
        # The world that is built in. All numbers are decimals; sizes and quantities are in the base asset.
        seed: 1
        tickMilliseconds: 50

        # buffers: how far below and above its index price an asset counts in multi-assets mode, and is exchanged.
        assets:
          - name: USDT
            marginAvailable: true
            index: {peg: 1, noise: 0.00005}
            buffers: {bid: 0.0001, ask: 0.0001, autoExchangeBid: 0.0001, autoExchangeAsk: 0.0001}
          - name: USDC
            marginAvailable: true
            index: {peg: 1, noise: 0.00005}
            buffers: {bid: 0.0001, ask: 0.0001, autoExchangeBid: 0.0001, autoExchangeAsk: 0.0001}
          - name: BTC
            marginAvailable: true
            index: {underlying: BTCUSDT}
            buffers: {bid: 0.05, ask: 0.05, autoExchangeBid: 0.025, autoExchangeAsk: 0.025}
          - name: ETH
            marginAvailable: true
            index: {underlying: ETHUSDT}
            buffers: {bid: 0.05, ask: 0.05, autoExchangeBid: 0.025, autoExchangeAsk: 0.025}
          - name: BNB
            marginAvailable: true
            index: {underlying: BNBUSDT}
            buffers: {bid: 0.05, ask: 0.05, autoExchangeBid: 0.025, autoExchangeAsk: 0.025}

        # volatility: standard deviation of one second's change. reversion and drift: per day.
        underlyings:
          - name: BTCUSDT
            start: 60000
            volatility: 0.00006
            drift: 0
            reversion: 0.5
            correlation: 1
            jumps: {perDay: 4, size: 0.003}
            venues:
              - {name: northgate, weight: 4, noise: 0.00001, follow: 0.9}
              - {name: meridian, symbol: BTC-USDT, weight: 3, noise: 0.00002, follow: 0.7}
              - {name: eastbourse, weight: 2, noise: 0.00002, follow: 0.6}
              - {name: harbour, weight: 1, noise: 0.00004, follow: 0.4}
          - name: ETHUSDT
            start: 3000
            volatility: 0.00007
            drift: 0
            reversion: 0.5
            correlation: 0.85
            jumps: {perDay: 4, size: 0.003}
            venues:
              - {name: northgate, weight: 4, noise: 0.00001, follow: 0.9}
              - {name: meridian, symbol: ETH-USDT, weight: 3, noise: 0.00002, follow: 0.7}
              - {name: eastbourse, weight: 2, noise: 0.00002, follow: 0.6}
              - {name: harbour, weight: 1, noise: 0.00004, follow: 0.4}
          - name: BNBUSDT
            start: 550
            volatility: 0.00007
            drift: 0
            reversion: 0.5
            correlation: 0.7
            jumps: {perDay: 4, size: 0.003}
            venues:
              - {name: northgate, weight: 4, noise: 0.00001, follow: 0.9}
              - {name: meridian, symbol: BNB-USDT, weight: 3, noise: 0.00002, follow: 0.7}
              - {name: eastbourse, weight: 2, noise: 0.00002, follow: 0.6}
              - {name: harbour, weight: 1, noise: 0.00004, follow: 0.4}
          - name: SOLUSDT
            start: 150
            volatility: 0.0001
            drift: 0
            reversion: 0.5
            correlation: 0.75
            jumps: {perDay: 6, size: 0.004}
            venues:
              - {name: northgate, weight: 4, noise: 0.00001, follow: 0.9}
              - {name: meridian, symbol: SOL-USDT, weight: 3, noise: 0.00002, follow: 0.7}
              - {name: eastbourse, weight: 2, noise: 0.00002, follow: 0.6}
              - {name: harbour, weight: 1, noise: 0.00004, follow: 0.4}
          - name: LINKUSDT
            start: 14
            volatility: 0.0001
            drift: 0
            reversion: 0.5
            correlation: 0.65
            jumps: {perDay: 6, size: 0.004}
            venues:
              - {name: northgate, weight: 4, noise: 0.00001, follow: 0.9}
              - {name: meridian, symbol: LINK-USDT, weight: 3, noise: 0.00002, follow: 0.7}
              - {name: eastbourse, weight: 2, noise: 0.00002, follow: 0.6}
              - {name: harbour, weight: 1, noise: 0.00004, follow: 0.4}

        # weight: how many units of a component the basket holds.
        baskets:
          - name: DEFIUSDT
            components:
              - {underlying: ETHUSDT, base: ETH, quote: USDT, weight: 0.1}
              - {underlying: BNBUSDT, base: BNB, quote: USDT, weight: 0.4}
              - {underlying: SOLUSDT, base: SOL, quote: USDT, weight: 1.6}
              - {underlying: LINKUSDT, base: LINK, quote: USDT, weight: 17}

        markets:
          - symbol: BTCUSDT
            base: BTC
            quote: USDT
            pricePrecision: 2
            quantityPrecision: 3
            price: {min: 556.80, max: 4529764, tick: 0.10}
            lot: {min: 0.001, max: 1000, step: 0.001}
            marketLot: {min: 0.001, max: 120, step: 0.001}
            maxOrders: 200
            maxAlgoOrders: 10
            percentPrice: {up: 1.05, down: 0.95}
            minNotional: 100
            fees: {maker: 0.0002, taker: 0.0004}
            liquidationFee: 0.0125
            marketTakeBound: 0.05
            triggerProtect: 0.05
            funding: {intervalHours: 8, interest: 0.0001, cap: 0.003, floor: -0.003}
            onboarded: 1569398400000
            categories: [PoW]
            brackets: # highest leverage, notional cap, maintenance margin rate
              - [125, 50000, 0.004]
              - [100, 600000, 0.005]
              - [75, 3000000, 0.0065]
              - [50, 12000000, 0.01]
              - [25, 70000000, 0.02]
              - [20, 100000000, 0.025]
              - [10, 230000000, 0.05]
              - [5, 480000000, 0.1]
              - [4, 600000000, 0.125]
              - [3, 800000000, 0.15]
              - [2, 1200000000, 0.25]
              - [1, 1800000000, 0.5]
            makers:
              - {levels: 30, touch: 1, reach: 0.006, size: 0.4, growth: 0.2, inventory: 500, skew: 0.0005, leverage: 5, deposit: 200000000}
              - {levels: 25, touch: 16, reach: 0.03, size: 2, growth: 0.2, inventory: 500, skew: 0.0005, leverage: 5, deposit: 200000000}
            takers: {count: 3, arrivals: 0.9, excitement: 0.9, halfLifeMilliseconds: 500, size: 0.004, inventory: 20, leverage: 5, deposit: 50000000}
          - symbol: ETHUSDT
            base: ETH
            quote: USDT
            pricePrecision: 2
            quantityPrecision: 3
            price: {min: 39.86, max: 306177, tick: 0.01}
            lot: {min: 0.001, max: 10000, step: 0.001}
            marketLot: {min: 0.001, max: 2000, step: 0.001}
            maxOrders: 200
            maxAlgoOrders: 10
            percentPrice: {up: 1.05, down: 0.95}
            minNotional: 20
            fees: {maker: 0.0002, taker: 0.0004}
            liquidationFee: 0.0125
            marketTakeBound: 0.05
            triggerProtect: 0.05
            funding: {intervalHours: 8, interest: 0.0001, cap: 0.003, floor: -0.003}
            onboarded: 1569398400000
            categories: [Layer-1]
            brackets: # highest leverage, notional cap, maintenance margin rate
              - [125, 50000, 0.004]
              - [100, 600000, 0.005]
              - [75, 3000000, 0.0065]
              - [50, 12000000, 0.01]
              - [25, 50000000, 0.02]
              - [20, 65000000, 0.025]
              - [10, 150000000, 0.05]
              - [5, 320000000, 0.1]
              - [4, 400000000, 0.125]
              - [3, 530000000, 0.15]
              - [2, 800000000, 0.25]
              - [1, 1200000000, 0.5]
            makers:
              - {levels: 30, touch: 1, reach: 0.006, size: 5, growth: 0.2, inventory: 6000, skew: 0.0005, leverage: 5, deposit: 200000000}
              - {levels: 25, touch: 16, reach: 0.03, size: 25, growth: 0.2, inventory: 6000, skew: 0.0005, leverage: 5, deposit: 200000000}
            takers: {count: 3, arrivals: 0.8, excitement: 0.9, halfLifeMilliseconds: 500, size: 0.04, inventory: 250, leverage: 5, deposit: 50000000}
          - symbol: BNBUSDT
            base: BNB
            quote: USDT
            pricePrecision: 3
            quantityPrecision: 2
            price: {min: 6.600, max: 100000, tick: 0.010}
            lot: {min: 0.01, max: 100000, step: 0.01}
            marketLot: {min: 0.01, max: 2000, step: 0.01}
            maxOrders: 200
            maxAlgoOrders: 10
            percentPrice: {up: 1.05, down: 0.95}
            minNotional: 5
            fees: {maker: 0.0002, taker: 0.0004}
            liquidationFee: 0.015
            marketTakeBound: 0.05
            triggerProtect: 0.05
            funding: {intervalHours: 8, interest: 0.0001, cap: 0.02, floor: -0.02}
            onboarded: 1569398400000
            categories: [Layer-1]
            brackets: # highest leverage, notional cap, maintenance margin rate
              - [75, 10000, 0.005]
              - [50, 50000, 0.01]
              - [40, 200000, 0.012]
              - [25, 1000000, 0.02]
              - [20, 2000000, 0.025]
              - [10, 5000000, 0.05]
              - [5, 15000000, 0.1]
              - [4, 20000000, 0.125]
              - [3, 30000000, 0.15]
              - [2, 60000000, 0.25]
              - [1, 100000000, 0.5]
            makers:
              - {levels: 30, touch: 1, reach: 0.006, size: 4, growth: 0.2, inventory: 5000, skew: 0.0005, leverage: 2, deposit: 200000000}
              - {levels: 25, touch: 16, reach: 0.03, size: 20, growth: 0.2, inventory: 5000, skew: 0.0005, leverage: 2, deposit: 200000000}
            takers: {count: 3, arrivals: 0.6, excitement: 0.9, halfLifeMilliseconds: 500, size: 0.1, inventory: 300, leverage: 2, deposit: 50000000}
          - symbol: SOLUSDT
            base: SOL
            quote: USDT
            pricePrecision: 4
            quantityPrecision: 0
            price: {min: 0.4200, max: 6857, tick: 0.0100}
            lot: {min: 1, max: 1000000, step: 1}
            marketLot: {min: 1, max: 80000, step: 1}
            maxOrders: 200
            maxAlgoOrders: 10
            percentPrice: {up: 1.05, down: 0.95}
            minNotional: 5
            fees: {maker: 0.0002, taker: 0.0004}
            liquidationFee: 0.015
            marketTakeBound: 0.05
            triggerProtect: 0.05
            funding: {intervalHours: 8, interest: 0.0001, cap: 0.02, floor: -0.02}
            onboarded: 1569398400000
            categories: [Layer-1]
            brackets: # highest leverage, notional cap, maintenance margin rate
              - [100, 10000, 0.005]
              - [75, 50000, 0.0065]
              - [50, 200000, 0.01]
              - [40, 500000, 0.012]
              - [25, 1000000, 0.02]
              - [20, 2000000, 0.025]
              - [10, 5000000, 0.05]
              - [5, 15000000, 0.1]
              - [4, 20000000, 0.125]
              - [2, 50000000, 0.25]
              - [1, 100000000, 0.5]
            makers:
              - {levels: 30, touch: 1, reach: 0.006, size: 30, growth: 0.2, inventory: 30000, skew: 0.0005, leverage: 2, deposit: 200000000}
              - {levels: 25, touch: 16, reach: 0.03, size: 150, growth: 0.2, inventory: 30000, skew: 0.0005, leverage: 2, deposit: 200000000}
            takers: {count: 3, arrivals: 0.6, excitement: 0.9, halfLifeMilliseconds: 500, size: 1, inventory: 2000, leverage: 2, deposit: 50000000}
          - symbol: LINKUSDT
            base: LINK
            quote: USDT
            pricePrecision: 3
            quantityPrecision: 2
            price: {min: 0.340, max: 10000, tick: 0.001}
            lot: {min: 0.10, max: 200000, step: 0.05}
            marketLot: {min: 0.10, max: 50000, step: 0.05}
            maxOrders: 200
            maxAlgoOrders: 10
            percentPrice: {up: 1.10, down: 0.90}
            minNotional: 20
            fees: {maker: 0.0002, taker: 0.0004}
            liquidationFee: 0.015
            marketTakeBound: 0.10
            triggerProtect: 0.05
            funding: {intervalHours: 8, interest: 0.0001, cap: 0.02, floor: -0.02}
            onboarded: 1579219200000
            categories: [Oracle]
            brackets: # highest leverage, notional cap, maintenance margin rate
              - [75, 5000, 0.005]
              - [50, 10000, 0.006]
              - [40, 50000, 0.01]
              - [25, 250000, 0.02]
              - [10, 1000000, 0.05]
              - [5, 5000000, 0.1]
              - [4, 10000000, 0.125]
              - [3, 20000000, 0.15]
              - [2, 30000000, 0.25]
              - [1, 50000000, 0.5]
            makers:
              - {levels: 30, touch: 1, reach: 0.006, size: 120, growth: 0.2, inventory: 150000, skew: 0.0005, leverage: 2, deposit: 200000000}
              - {levels: 25, touch: 16, reach: 0.03, size: 600, growth: 0.2, inventory: 150000, skew: 0.0005, leverage: 2, deposit: 200000000}
            takers: {count: 3, arrivals: 0.6, excitement: 0.9, halfLifeMilliseconds: 500, size: 3, inventory: 8000, leverage: 2, deposit: 50000000}
          - symbol: DEFIUSDT
            base: DEFI
            quote: USDT
            pricePrecision: 1
            quantityPrecision: 3
            price: {min: 60.7, max: 100000, tick: 0.1}
            lot: {min: 0.001, max: 10000, step: 0.001}
            marketLot: {min: 0.001, max: 1000, step: 0.001}
            maxOrders: 200
            maxAlgoOrders: 10
            percentPrice: {up: 1.05, down: 0.95}
            minNotional: 5
            fees: {maker: 0.0002, taker: 0.0004}
            liquidationFee: 0.0125
            marketTakeBound: 0.05
            triggerProtect: 0.05
            funding: {intervalHours: 8, interest: 0.0001, cap: 0.02, floor: -0.02}
            onboarded: 1598598000000
            categories: [DeFi]
            brackets: # highest leverage, notional cap, maintenance margin rate
              - [50, 5000, 0.01]
              - [25, 25000, 0.02]
              - [20, 100000, 0.025]
              - [10, 250000, 0.05]
              - [5, 1000000, 0.1]
              - [4, 5000000, 0.125]
              - [3, 10000000, 0.15]
              - [2, 20000000, 0.25]
              - [1, 40000000, 0.5]
            makers:
              - {levels: 25, touch: 1, reach: 0.008, size: 2, growth: 0.2, inventory: 2000, skew: 0.0005, leverage: 2, deposit: 200000000}
            takers: {count: 3, arrivals: 0.6, excitement: 0.9, halfLifeMilliseconds: 500, size: 0.05, inventory: 100, leverage: 2, deposit: 50000000}
        # Of each there are always two contracts: of the current and of the next quarter, called PAIR_YYMMDD after their delivery on
        # the last Friday of March, June, September and December. carry: how far above the index they stand, a year before.
        quarterlies:
          - pair: BTCUSDT
            base: BTC
            quote: USDT
            pricePrecision: 1
            quantityPrecision: 3
            price: {min: 576.3, max: 1000000, tick: 0.1}
            lot: {min: 0.001, max: 500, step: 0.001}
            marketLot: {min: 0.001, max: 60, step: 0.001}
            maxOrders: 200
            maxAlgoOrders: 10
            percentPrice: {up: 1.05, down: 0.95}
            minNotional: 5
            fees: {maker: 0.0002, taker: 0.0004}
            liquidationFee: 0.01
            marketTakeBound: 0.05
            triggerProtect: 0.05
            categories: [PoW]
            brackets: # highest leverage, notional cap, maintenance margin rate
              - [25, 375000, 0.02]
              - [10, 2000000, 0.05]
              - [5, 4000000, 0.1]
              - [4, 10000000, 0.125]
              - [3, 20000000, 0.15]
              - [2, 40000000, 0.25]
              - [1, 400000000, 0.5]
            makers:
              - {levels: 25, touch: 8, reach: 0.01, size: 0.1, growth: 0.2, inventory: 100, skew: 0.001, carry: 0.06, leverage: 1, deposit: 50000000}
            takers: {count: 2, arrivals: 0.2, excitement: 0.4, halfLifeMilliseconds: 500, size: 0.002, inventory: 5, leverage: 1, deposit: 10000000}
          - pair: ETHUSDT
            base: ETH
            quote: USDT
            pricePrecision: 2
            quantityPrecision: 3
            price: {min: 41.10, max: 100000, tick: 0.01}
            lot: {min: 0.001, max: 10000, step: 0.001}
            marketLot: {min: 0.001, max: 1000, step: 0.001}
            maxOrders: 200
            maxAlgoOrders: 10
            percentPrice: {up: 1.05, down: 0.95}
            minNotional: 5
            fees: {maker: 0.0002, taker: 0.0004}
            liquidationFee: 0.01
            marketTakeBound: 0.05
            triggerProtect: 0.05
            categories: [Layer-1]
            brackets: # highest leverage, notional cap, maintenance margin rate
              - [25, 375000, 0.02]
              - [10, 2000000, 0.05]
              - [5, 4000000, 0.1]
              - [4, 10000000, 0.125]
              - [3, 20000000, 0.15]
              - [2, 40000000, 0.25]
              - [1, 400000000, 0.5]
            makers:
              - {levels: 25, touch: 5, reach: 0.01, size: 2, growth: 0.2, inventory: 2000, skew: 0.001, carry: 0.06, leverage: 1, deposit: 50000000}
            takers: {count: 2, arrivals: 0.2, excitement: 0.4, halfLifeMilliseconds: 500, size: 0.04, inventory: 100, leverage: 1, deposit: 10000000}
        """
}
