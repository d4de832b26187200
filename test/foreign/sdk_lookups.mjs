// Everything that only looks: customer, account, instruments, chains, metrics, history, watchlists.
import assert from 'node:assert/strict'
import { about, number, only } from './sdk_client.mjs'

const day = /^\d{4}-\d\d-\d\d$/
const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}(Z|\+00:00)$/

// The first accounts of the simulator: the flight school on margin, and one that may not borrow.
const school = '5WT00001'
const retirement = '5WT00002'

export async function customer_and_accounts(witness) {
  const part = 'accountsAndCustomersService'
  const check_accounts = items => {
    assert.deepEqual(items.map(item => item.account['account-number']), [school, retirement])
    for (const item of items) assert.equal(item['authority-level'], 'owner')
    assert.equal(items[0].account['margin-or-cash'], 'Margin')
    assert.equal(items[1].account['margin-or-cash'], 'Cash')
  }
  await witness.ask(part, 'getCustomerAccounts', [], check_accounts)
  await witness.ask(part, 'getCustomerAccountResources', [], check_accounts)
  await witness.ask(part, 'getFullCustomerAccountResource', [school], account => {
    assert.equal(account['account-number'], school)
    assert.equal(account.nickname, 'Flight school')
    assert.equal(account['is-closed'], false)
    assert.match(account['opened-at'], moment)
  })
  const me = await witness.ask(part, 'getCustomerResource', [], customer => {
    assert.equal(customer.id, 'me', 'asked with `me`, answered with `me`')
    assert.equal(customer['last-name'], 'Simulated')
    assert.equal(customer.address['postal-code'], '60600')
    assert.equal(typeof customer['customer-suitability']['number-of-dependents'], 'number')
  })
  await witness.ask(part, 'getApiQuoteToken', [], token => {
    assert.ok(token.token.length > 100, 'a long token')
    assert.match(token['dxlink-url'], /^ws:\/\/127\.0\.0\.1:\d+\/realtime$/)
    assert.equal(token.level, 'api')
    const life = Date.parse(token['expires-at']) - Date.parse(token['issued-at'])
    assert.equal(life, 24 * 3600 * 1000, 'a quote token lasts a day')
  })
  await witness.ask('accountStatusService', 'getAccountStatus', [school], status => {
    assert.equal(status['account-number'], school)
    assert.equal(status['is-closing-only'], false)
    assert.equal(status['options-level'], 'No Restrictions')
    assert.equal(number(status['futures-margin-rate-multiplier'], 'multiplier'), 0)
  })
  return { school, retirement, user: me['external-id'] }
}

// What every balance obeys, whatever the market does meanwhile.
function check_balance(balance) {
  assert.equal(balance['account-number'], school)
  assert.equal(balance.currency, 'USD')
  const of = name => number(balance[name], name)
  const worth =
    of('cash-balance') + of('long-equity-value') - of('short-equity-value') + of('long-derivative-value') - of('short-derivative-value')
  about(of('net-liquidating-value'), worth, 'cash and holdings are the net liquidating value')
  about(of('equity-buying-power'), worth - of('maintenance-requirement'), 'what is not required is buying power')
}

export async function balances_and_positions(witness) {
  const part = 'balancesAndPositionsService'
  await witness.ask(part, 'getAccountBalanceValues', [school], balances => check_balance(only(balances, 'a row per currency')))
  await witness.ask(part, 'getBalanceSnapshots', [school, { snapshotDate: '2025-01-10', timeOfDay: 'EOD' }], rows => {
    assert.equal(rows.length, 2, 'that day, and now')
    assert.deepEqual([rows[0]['snapshot-date'], rows[0]['time-of-day']], ['2025-01-10', 'EOD'])
    assert.equal(rows[1]['snapshot-date'], '2025-01-13')
    check_balance(rows[1])
    assert.ok(number(rows[0]['net-liquidating-value'], 'worth') > 50_000)
  })
  await witness.refused(part, 'getBalanceSnapshots', [school], 400, 'validation_error')
  await witness.ask(part, 'getPositionsList', [school], positions => {
    const aapl = positions.find(row => row.symbol === 'AAPL')
    assert.deepEqual(
      [aapl.quantity, aapl['quantity-direction'], aapl['average-open-price'], aapl.multiplier, aapl['cost-effect']],
      [100, 'Long', '186.75', 1, 'Credit']
    )
    assert.equal(aapl.mark, undefined, 'marks come only when asked for')
    const options = positions.filter(row => row['instrument-type'] === 'Equity Option')
    assert.equal(options.length, 2, 'the put spread')
    for (const row of options) {
      assert.deepEqual([row['underlying-symbol'], row.multiplier, row.quantity], ['SPX', 100, 1])
      assert.match(row['expires-at'], moment)
    }
    assert.equal(positions.find(row => row.symbol === 'INTC')['quantity-direction'], 'Short')
    assert.equal(positions.find(row => row.symbol === 'NVDA').quantity, 10.5)
  })
  await witness.ask(part, 'getPositionsList', [school, { symbol: 'AAPL', includeMarks: true }], positions => {
    const row = only(positions, 'only AAPL')
    about(number(row.mark, 'mark'), number(row['mark-price'], 'mark-price') * 100, 'the mark of a hundred shares')
  })
}

export async function instruments(witness) {
  const part = 'instrumentsService'
  const is_apple = share => {
    assert.deepEqual([share.symbol, share['instrument-type'], share['listed-market']], ['AAPL', 'Equity', 'XNAS'])
    assert.equal(share['streamer-symbol'], 'AAPL')
    assert.deepEqual(share['tick-sizes'], [{ threshold: '1.0', value: '0.0001' }, { value: '0.01' }])
    assert.deepEqual(share['option-tick-sizes'], [{ threshold: '3.0', value: '0.01' }, { value: '0.05' }])
  }
  await witness.ask(part, 'getSingleEquity', ['AAPL'], is_apple)
  await witness.ask(part, 'getSingleEquity', ['BRK%2FB'], share => assert.equal(share.symbol, 'BRK/B'))
  await witness.ask(part, 'getEquityDefinitions', [{ symbol: ['SPY', 'AAPL'] }], shares => {
    assert.deepEqual(shares.map(share => share.symbol), ['SPY', 'AAPL'], 'in the order asked')
    assert.equal(shares[0]['is-etf'], true)
    is_apple(shares[1])
  })
  await witness.ask(part, 'getActiveEquities', [{ perPage: 2 }], shares => {
    assert.equal(shares.length, 2, 'a page of two')
    for (const share of shares) assert.equal(share.active, true)
  })
  const is_bitcoin = coin => {
    assert.deepEqual([coin.symbol, coin['streamer-symbol'], coin['tick-size']], ['BTC/USD', 'BTC/USD:CXTALP', '0.1'])
    assert.equal(coin['destination-venue-symbols'][0]['max-quantity-precision'], 8)
  }
  await witness.ask(part, 'getCryptocurrencies', [['BTC/USD', 'ETH/USD']], coins => {
    assert.deepEqual(coins.map(coin => coin.symbol), ['BTC/USD', 'ETH/USD'])
    is_bitcoin(coins[0])
  })
  await witness.ask(part, 'getSingleCryptocurrency', ['BTC/USD'], is_bitcoin)
  await witness.ask(part, 'getQuantityDecimalPrecisions', [], rows => {
    const bitcoin = rows.find(row => row.symbol === 'BTC/USD')
    assert.deepEqual(bitcoin, { 'instrument-type': 'Cryptocurrency', symbol: 'BTC/USD', value: 8, 'minimum-increment-precision': 6 })
  })
  const is_warrant = warrant => {
    assert.deepEqual([warrant.symbol, warrant['instrument-type'], warrant.active], ['SIMHW', 'Warrant', true])
  }
  await witness.ask(part, 'getWarrants', [{ symbol: ['SIMHW'] }], rows => is_warrant(only(rows, 'only what was asked for')))
  await witness.ask(part, 'getSingleWarrant', ['SIMHW'], is_warrant)
}

export async function option_chains(witness) {
  const part = 'instrumentsService'
  const nested = await witness.ask(part, 'getNestedOptionChain', ['SPX'], chains => {
    assert.ok(chains.some(chain => chain['root-symbol'] === 'SPXW'), 'SPX has the root SPXW')
    for (const chain of chains) {
      assert.equal(chain['underlying-symbol'], 'SPX')
      assert.equal(chain['shares-per-contract'], 100)
      for (const expiration of chain.expirations) {
        assert.match(expiration['expiration-date'], day)
        assert.ok(expiration.strikes.length > 10)
      }
    }
  })
  const strikes = nested.find(chain => chain['root-symbol'] === 'SPXW').expirations[0].strikes
  const strike = strikes[Math.floor(strikes.length / 2)]
  assert.match(strike['call-streamer-symbol'], /^\.SPXW\d{6}C\d+$/)
  const is_call = option => {
    assert.equal(option.symbol, strike.call)
    assert.equal(option['streamer-symbol'], strike['call-streamer-symbol'])
    assert.equal(option['strike-price'], strike['strike-price'])
    assert.deepEqual(
      [option['option-type'], option['exercise-style'], option['settlement-type'], option['underlying-symbol']],
      ['C', 'European', 'PM', 'SPX']
    )
  }
  await witness.ask(part, 'getEquityOptions', [[strike.call]], options => is_call(only(options, 'one was asked for')))
  await assert.rejects(witness.ask(part, 'getEquityOptions', [[]], () => {}), /Symbols are required/, 'the SDK itself refuses none')
  await witness.ask(part, 'getSingleEquityOption', [strike.call], is_call)

  const every = nested.flatMap(chain => chain.expirations.flatMap(each => each.strikes.flatMap(row => [row.call, row.put]))).sort()
  await witness.ask(part, 'getOptionChain', ['SPX'], options => {
    assert.deepEqual(options.map(option => option.symbol).sort(), every, 'flat and nested list the same options')
    is_call(options.find(option => option.symbol === strike.call))
  })
  await witness.ask(part, 'getCompactOptionChain', ['SPX'], chains => {
    assert.deepEqual(chains.flatMap(chain => chain.symbols).sort(), every, 'compact and nested list the same options')
  })
  return { call: strike.call, streamer_call: strike['call-streamer-symbol'] }
}

export async function futures_and_their_options(witness) {
  const part = 'instrumentsService'
  const is_es = future => {
    assert.deepEqual(
      [future.symbol, future['product-code'], future['tick-size'], future['notional-multiplier'], future['streamer-symbol']],
      ['/ESH5', 'ES', '0.25', '50.0', '/ESH25:XCME']
    )
    assert.equal(future['future-product']['root-symbol'], '/ES')
    assert.equal(future['expiration-date'], '2025-03-21')
  }
  await witness.ask(part, 'getFutures', [{ productCode: ['ES'] }], futures => {
    assert.ok(futures.length >= 4, 'a year of quarters')
    for (const future of futures) assert.equal(future['product-code'], 'ES')
    is_es(futures[0])
  })
  await witness.ask(part, 'getSingleFuture', ['ESH5'], is_es)
  await witness.ask(part, 'getSingleFuture', ['%2FESH5'], is_es)
  const is_product = product => {
    assert.deepEqual([product['root-symbol'], product.code, product.exchange], ['/ES', 'ES', 'CME'])
    assert.deepEqual(product['listed-months'], ['H', 'M', 'U', 'Z'])
  }
  await witness.ask(part, 'getFuturesProducts', [], products => is_product(products.find(product => product.code === 'ES')))
  await witness.ask(part, 'getSingleFutureProduct', ['CME', 'ES'], is_product)
  const is_option_product = product => {
    assert.deepEqual([product['root-symbol'], product.exchange, product['future-product'].code], ['ES', 'CME', 'ES'])
  }
  await witness.ask(part, 'getFutureOptionsProducts', [], products => {
    is_option_product(products.find(product => product['root-symbol'] === 'ES'))
  })
  await witness.ask(part, 'getSingleFutureOptionProduct', ['CME', 'ES'], is_option_product)

  const nested = await witness.ask(part, 'getNestedFutureOptionChains', ['ES'], chain => {
    assert.equal(chain.futures[0].symbol, '/ESH5')
    assert.ok(chain['option-chains'][0].expirations.length > 0, 'no items: one object of futures and option-chains')
  })
  const nested_strikes = nested['option-chains'].flatMap(chain => chain.expirations).flatMap(each => each.strikes)
  const every = nested_strikes.flatMap(row => [row.call, row.put]).sort()
  const strike = nested_strikes[0]
  const flat = await witness.ask(part, 'getFutureOptionChain', ['ES'], options => {
    assert.deepEqual(options.map(option => option.symbol).sort(), every, 'flat and nested list the same options')
  })
  const is_option = option => {
    assert.equal(option.symbol, strike.call)
    assert.equal(option['streamer-symbol'], strike['call-streamer-symbol'])
    assert.deepEqual([option['option-type'], option['product-code'], option.exchange], ['C', 'ES', 'CME'])
    assert.equal(number(option['strike-price'], 'strike'), Number(strike['strike-price']))
    assert.ok(flat.some(row => row.symbol === option.symbol && row['expires-at'] === option['expires-at']))
  }
  await witness.ask(part, 'getFutureOptions', [{ symbol: [strike.call] }], options => is_option(only(options, 'one was asked for')))
  await witness.ask(part, 'getSingleFutureOption', [encodeURIComponent(strike.call)], is_option)
}

export async function margin_and_limits(witness) {
  await witness.ask('marginRequirementsService', 'getMarginRequirements', [school], report => {
    assert.equal(report['account-number'], school)
    const sum = report.groups.reduce((total, group) => total + number(group['margin-requirement'], group.code), 0)
    about(number(report['margin-requirement'], 'requirement'), sum, 'the groups are the whole')
    const apple = report.groups.find(group => group.code === 'AAPL')
    assert.equal(apple.groups[0]['position-entries'][0].quantity, '100.0')
  })
  const order = {
    accountNumber: school,
    underlyingSymbol: 'AAPL',
    orderType: 'Limit',
    timeInForce: 'Day',
    price: '150.0',
    priceEffect: 'Debit',
    legs: [{ 'instrument-type': 'Equity', symbol: 'AAPL', action: 'Buy to Open', quantity: '10' }]
  }
  await witness.ask('marginRequirementsService', 'postMarginRequirements', [school, order], answer => {
    assert.equal(only(answer.orders, 'the order that was asked about')['underlying-symbol'], 'AAPL')
    const change = number(answer['change-in-margin-requirement'], 'change')
    const before = number(answer['last-results']['margin-requirement'], 'before')
    const after = number(answer['new-order-results']['margin-requirement'], 'after')
    assert.ok(change > 0, 'shares need margin')
    about(after, before + change, 'the order adds what it says')
  })
  await witness.ask('riskParametersService', 'getEffectiveMarginRequirements', [school, 'AAPL'], rates => {
    assert.deepEqual([rates['underlying-symbol'], rates['long-equity-initial'], rates['naked-option-floor']], ['AAPL', '0.5', '250.0'])
  })
  await witness.ask('riskParametersService', 'getPositionLimit', [school], limit => {
    assert.deepEqual([limit['account-number'], limit['equity-order-size'], limit['equity-position-size']], [school, 50_000, 500_000])
  })
}

export async function metrics_and_history(witness) {
  const metrics = 'marketMetricsService'
  await witness.ask(metrics, 'getMarketMetrics', [{ symbols: 'AAPL,SPY' }], rows => {
    assert.deepEqual(rows.map(row => row.symbol), ['AAPL', 'SPY'])
    const volatility = number(rows[0]['implied-volatility-index'], 'volatility')
    assert.ok(volatility > 0.05 && volatility < 2, `${volatility}`)
    about(number(rows[0]['implied-volatility-30-day'], 'in per cent'), volatility * 100, 'the same in per cent')
    assert.ok(Number.isInteger(rows[0]['liquidity-rating']))
    assert.match(rows[0].earnings['expected-report-date'], day)
  })
  const sorted = dates => [...dates].sort()
  await witness.ask(metrics, 'getHistoricalDividendData', ['AAPL'], rows => {
    const dates = rows.map(row => row['occurred-date'])
    assert.deepEqual(dates, sorted(dates).reverse(), 'newest first')
    assert.equal(rows[0].amount, '0.25')
  })
  await witness.ask(metrics, 'getHistoricalEarningsData', ['AAPL', { startDate: '2024-01-01' }], rows => {
    const dates = rows.map(row => row['occurred-date'])
    assert.deepEqual(dates, sorted(dates), 'oldest first')
    assert.ok(dates.length === 4 && dates[0] >= '2024-01-01', `${dates}`)
    for (const row of rows) assert.ok(number(row.eps, 'eps') > 0)
  })
  const worth = 'netLiquidatingValueHistoryService'
  const now = await witness.ask(worth, 'getNetLiquidatingValue', [school], answer => {
    assert.equal(answer['account-number'], school)
    assert.ok(number(answer['net-liquidating-value'], 'worth') > 50_000)
  })
  await witness.ask(worth, 'getNetLiquidatingValueHistory', [school, { timeBack: '1m' }], bars => {
    assert.ok(bars.length > 20, `${bars.length} bars of a month`)
    for (const bar of bars) {
      const [open, high, low, close] = ['open', 'high', 'low', 'close'].map(name => number(bar[name], name))
      assert.ok(low <= Math.min(open, close) && high >= Math.max(open, close), JSON.stringify(bar))
    }
    const last = number(bars.at(-1).close, 'close')
    const today = Number(now['net-liquidating-value'])
    assert.ok(Math.abs(last / today - 1) < 0.02, `history ends at ${last}, and the account is worth ${today}`)
  })
  await witness.ask('symbolSearchService', 'getSymbolData', ['AAP'], rows => {
    const apple = rows.find(row => row.symbol === 'AAPL')
    assert.deepEqual([apple['listed-market'], apple.options, apple['instrument-type']], ['XNAS', true, 'Equity'])
    for (const row of rows) assert.ok(row.symbol.startsWith('AAP'), row.symbol)
  })
}

export async function transactions(witness) {
  const part = 'transactionsService'
  const rows = await witness.ask(part, 'getAccountTransactions', [school, { perPage: 5, sort: 'Desc' }], items => {
    assert.equal(items.length, 5, 'a page of five')
    const ids = items.map(item => item.id)
    assert.deepEqual(ids, [...ids].sort((a, b) => b - a), 'newest first')
    for (const item of items) assert.equal(item['account-number'], school)
  })
  await witness.ask(part, 'getTransaction', [school, rows[0].id], row => assert.deepEqual(row, rows[0]))
  const types = ['Money Movement']
  await witness.ask(part, 'getAccountTransactions', [school, { types, perPage: 100 }], items => {
    assert.ok(items.length > 0)
    for (const item of items) assert.equal(item['transaction-type'], 'Money Movement')
  })
  const today = { startDate: '2025-01-13', endDate: '2025-01-13' }
  await witness.ask(part, 'getAccountTransactions', [school, today], async items => {
    const kinds = ['regulatory-fees', 'clearing-fees', 'commission', 'proprietary-index-option-fees']
    const paid = items.flatMap(item => kinds.map(kind => Number(item[kind] ?? 0))).reduce((sum, fee) => sum + fee, 0)
    await witness.ask(part, 'getTotalFees', [school], fees => {
      about(number(fees['total-fees'], 'fees'), paid, 'the fees of the day are those of its transactions')
      assert.equal(fees['total-fees-effect'], 'Debit')
    })
  })
}

export async function watchlists(witness) {
  const part = 'watchlistsService'
  const pairs = await witness.ask(part, 'getPairsWatchlists', [], lists => {
    assert.deepEqual(lists.map(list => list.name), ['Futures', 'Shares'])
    const equation = lists[0]['pairs-equations'][0]
    assert.deepEqual([equation['left-symbol'], equation['left-quantity'], equation['right-action']], ['/ZN', 2, 'Sell'])
  })
  await witness.ask(part, 'getPairsWatchlist', ['Futures'], list => assert.deepEqual(list, pairs[0]))
  const published = await witness.ask(part, 'getPublicWatchlists', [], lists => {
    const indices = lists.find(list => list.name === 'Major Indices')
    assert.deepEqual(indices['watchlist-entries'].map(entry => entry.symbol), ['SPX', 'NDX', 'RUT', 'VIX'])
    assert.equal(indices['watchlist-entries'][0].instrument_type, 'Equity', 'spelt with _ in public lists')
  })
  await witness.ask(part, 'getPublicWatchlists', [true], counts => {
    const expected = published.map(list => [list.name, list['watchlist-entries'].length])
    assert.deepEqual(counts.map(list => [list.name, list['watchlist-entry-count']]), expected)
  })
  await witness.ask(part, 'getPublicWatchlist', ['Major Indices'], list => {
    assert.deepEqual([list.name, list['watchlist-entries'].length], ['Major Indices', 4])
  })

  const mine = { name: 'tests / odd', watchlistEntries: [{ symbol: 'AAPL', 'instrument-type': 'Equity' }], groupName: 'test' }
  const entries = list => list['watchlist-entries'].map(entry => entry.symbol)
  await witness.ask(part, 'createAccountWatchlist', [mine], list => {
    assert.deepEqual([list.name, entries(list), list['group-name'], list['order-index']], ['tests / odd', ['AAPL'], 'test', 9999])
  })
  const name = encodeURIComponent(mine.name)
  await witness.ask(part, 'getSingleWatchlist', [name], list => assert.deepEqual(entries(list), ['AAPL']))
  const changed = { name: 'renamed', watchlistEntries: [{ symbol: 'SPY' }, { symbol: 'QQQ' }], orderIndex: 3 }
  await witness.ask(part, 'replaceWatchlist', [name, changed], list => {
    assert.deepEqual([list.name, entries(list), list['order-index']], ['renamed', ['SPY', 'QQQ'], 3])
    assert.equal(list['group-name'], undefined, 'everything is replaced')
  })
  await witness.ask(part, 'getAllWatchlists', [], lists => {
    assert.deepEqual(lists.map(list => list.name), ['Flight school', 'odd / chars', 'renamed'])
  })
  await witness.ask(part, 'deleteWatchlist', ['renamed'], answer => {
    // The one answer without an envelope, in snake_case (broker-api.md 9): the SDK hands on the whole response.
    assert.equal(answer.status, 200)
    assert.deepEqual([answer.data.name, answer.data.order_index, answer.data.watchlist_entries.length], ['renamed', 3, 2])
  })
  await witness.refused(part, 'getSingleWatchlist', ['renamed'], 404, 'record_not_found')
}
