// The feed's official JavaScript client, unchanged, against `belay sim`: quotes, trades, a candle series with its history and a
// book, through a restart of the server. Usage: node dxlink.test.mjs PATH_OF_BELAY. Any mismatch ends it with exit code 1.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { register } from 'node:module'
import { createServer } from 'node:net'
import WebSocket from 'ws'

register('./module_hook.mjs', import.meta.url)
const { DXLinkConnectionState, DXLinkDepthOfMarket, DXLinkFeed, DXLinkWebSocketClient, FeedContract, FeedDataFormat } =
  await import('@dxfeed/dxlink-api')

globalThis.WebSocket ??= WebSocket // Node 18 and 20 have none of their own

const belay = process.argv[2]
assert.ok(belay, 'usage: node dxlink.test.mjs PATH_OF_BELAY')

// The grant that every simulator accepts, the same words as in src/proto/oauth/token.cpp.
const grant = { grant_type: 'refresh_token', client_secret: 'simulator-client-secret', refresh_token: 'simulator-refresh-token' }
const fiveMinutes = 300_000
const symbol = 'SPY'
const series = `${symbol}{=5m}`

const pause = milliseconds => new Promise(resolve => setTimeout(resolve, milliseconds))

async function until(what, found, seconds = 30) {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const value = await found()
    if (value) return value
    if (Date.now() > end) throw new Error(`no ${what} within ${seconds} s`)
    await pause(50)
  }
}

function free_port() {
  return new Promise(resolve => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address()
      server.close(() => resolve(port))
    })
  })
}

async function start_simulator(port) {
  const child = spawn(belay, ['sim', '--port', String(port), '--quiet', '--no-log-file', '--speed', '5'], { stdio: 'inherit' })
  const ended = new Promise(resolve => child.once('exit', resolve))
  await until('simulator', () => fetch(`http://127.0.0.1:${port}/belay-sim/status`).then(answer => answer.ok, () => false))
  return {
    async stop() {
      child.kill('SIGTERM')
      await ended
    }
  }
}

async function quote_token(port) {
  const url = `http://127.0.0.1:${port}`
  const headers = { 'Content-Type': 'application/json' }
  const login = await fetch(`${url}/oauth/token`, { method: 'POST', headers, body: JSON.stringify(grant) })
  assert.equal(login.status, 200, 'signing in')
  const { access_token } = await login.json()
  const answer = await fetch(`${url}/api-quote-tokens`, { headers: { Authorization: `Bearer ${access_token}` } })
  assert.equal(answer.status, 200, 'asking for a quote token')
  const { data } = await answer.json()
  return { token: data.token, url: data['dxlink-url'], headers: { Authorization: `Bearer ${access_token}` } }
}

function open_feed(client, contract, fields) {
  const feed = new DXLinkFeed(client, contract)
  feed.configure({ acceptAggregationPeriod: 0.1, acceptDataFormat: FeedDataFormat.COMPACT, acceptEventFields: fields })
  return feed
}

// What has been heard since the last restart.
class Ears {
  quotes = []
  trades = []
  bars = []
  books = []

  listen(client) {
    const values = open_feed(client, FeedContract.AUTO, {
      Quote: ['eventType', 'eventSymbol', 'bidPrice', 'askPrice', 'bidSize', 'askSize'],
      Trade: ['eventType', 'eventSymbol', 'price', 'size']
    })
    values.addEventListener(events => {
      for (const event of events) (event.eventType === 'Quote' ? this.quotes : this.trades).push(event)
    })
    values.addSubscriptions({ type: 'Quote', symbol }, { type: 'Trade', symbol })

    const history = open_feed(client, FeedContract.HISTORY, {
      Candle: ['eventType', 'eventSymbol', 'eventFlags', 'index', 'time', 'open', 'high', 'low', 'close', 'volume']
    })
    history.addEventListener(events => this.bars.push(...events))
    history.addSubscriptions({ type: 'Candle', symbol: series, fromTime: 0 })

    const book = new DXLinkDepthOfMarket(client, { symbol, sources: ['ntv'] })
    book.configure({ acceptAggregationPeriod: 0.1, acceptDepthLimit: 5, acceptOrderFields: ['price', 'size'] })
    book.addSnapshotListener((time, bids, asks) => this.books.push({ time, bids, asks }))
  }
  forget() {
    this.quotes = []
    this.trades = []
    this.bars = []
    this.books = []
  }
}

function check_quotes(quotes) {
  for (const { eventSymbol, bidPrice, askPrice } of quotes) {
    assert.equal(eventSymbol, symbol)
    assert.ok(bidPrice > 0 && bidPrice < askPrice, `${bidPrice} / ${askPrice}`)
  }
}

function is_snapshot_end(bar) {
  return (bar.eventFlags & 0x18) !== 0
}

// The rows up to the end of the snapshot, newest first, without the terminator.
function snapshot_of(bars) {
  const end = bars.findIndex(is_snapshot_end)
  assert.equal(bars[0].eventFlags & 4, 4, 'the first row begins the snapshot')
  const rows = bars.slice(0, end + 1).filter(bar => (bar.eventFlags & 2) === 0)
  assert.ok(rows.length > 10, `${rows.length} bars of ${series}`)
  return rows
}

function check_bars(rows) {
  for (const [at, bar] of rows.entries()) {
    assert.equal(bar.eventSymbol, series)
    assert.equal(bar.time % fiveMinutes, 0, 'a bar begins on a five-minute mark')
    if (at > 0) assert.ok(bar.time < rows[at - 1].time, 'newest first')
    if (typeof bar.close !== 'number') continue // an interval without a price
    const { open, high, low, close } = bar
    assert.ok(low <= Math.min(open, close) && high >= Math.max(open, close), `open ${open} high ${high} low ${low} close ${close}`)
  }
}

// The running bar closes at the last price that was traded.
function agrees_with_trades(ears) {
  const prices = new Set(ears.trades.map(trade => trade.price))
  return ears.bars.some(bar => is_live(ears, bar) && prices.has(bar.close))
}
function is_live(ears, bar) {
  return ears.bars.indexOf(bar) > ears.bars.findIndex(is_snapshot_end)
}

// The best levels of a book are a quote's.
function agrees_with_quotes(ears) {
  return ears.books.some(({ bids, asks }) => ears.quotes.some(quote => quote.bidPrice === bids[0].price && quote.askPrice === asks[0].price))
}

function check_books(books) {
  for (const { bids, asks } of books) {
    assert.ok(bids.length <= 5 && asks.length <= 5, 'no deeper than asked for')
    for (let at = 1; at < bids.length; ++at) assert.ok(bids[at].price < bids[at - 1].price, 'bids descend')
    for (let at = 1; at < asks.length; ++at) assert.ok(asks[at].price > asks[at - 1].price, 'asks ascend')
    assert.ok(bids[0].price < asks[0].price && bids[0].size > 0, 'a sane book')
  }
}

// The same seed has the same past, but for the bars that were running.
function check_same_past(before, after) {
  const closes = new Map(before.slice(2).map(bar => [bar.time, bar.close]))
  const common = after.slice(2).filter(bar => closes.has(bar.time))
  assert.ok(common.length > 10, `${common.length} bars in common`)
  for (const bar of common) assert.deepEqual(bar.close, closes.get(bar.time), `the bar of ${bar.time}`)
}

// What REST says of the symbol is what the feed said at some moment.
async function agrees_with_rest(ears, port, headers) {
  const answer = await fetch(`http://127.0.0.1:${port}/market-data/by-type?equity=${symbol}`, { headers })
  assert.equal(answer.status, 200, 'asking for a snapshot')
  const [snapshot] = (await answer.json()).data.items
  const same = quote => quote.bidPrice === Number(snapshot.bid) && quote.askPrice === Number(snapshot.ask)
  return until('quote that agrees with REST', () => ears.quotes.some(same), 5).catch(() => false)
}

async function right_values_arrive(ears, when, port, headers) {
  await until(`quotes ${when}`, () => ears.quotes.length >= 3)
  await until(`candle history ${when}`, () => ears.bars.some(is_snapshot_end))
  await until(`books ${when}`, () => ears.books.length >= 2)
  await until(`candle that agrees with a trade ${when}`, () => agrees_with_trades(ears))
  await until(`book that agrees with a quote ${when}`, () => agrees_with_quotes(ears))
  await until(`snapshot that agrees with a quote ${when}`, () => agrees_with_rest(ears, port, headers))
  check_quotes(ears.quotes)
  check_bars(snapshot_of(ears.bars))
  check_books(ears.books)
  return snapshot_of(ears.bars)
}

let simulator
try {
  const port = await free_port()
  simulator = await start_simulator(port)
  const first = await quote_token(port)
  const client = new DXLinkWebSocketClient()
  const errors = []
  client.addErrorListener(error => errors.push(error))
  const ears = new Ears()
  ears.listen(client)
  client.setAuthToken(first.token)
  client.connect(first.url)
  const before = await right_values_arrive(ears, 'at first', port, first.headers)
  assert.deepEqual(errors, [], 'no ERROR on the way')

  const lost = new Promise(resolve => {
    client.addConnectionStateChangeListener(state => state !== DXLinkConnectionState.CONNECTED && resolve())
  })
  await simulator.stop()
  await lost // and so has everything that was under way
  ears.forget()
  simulator = await start_simulator(port)
  const second = await quote_token(port)
  client.setAuthToken(second.token)
  const after = await right_values_arrive(ears, 'after the restart', port, second.headers)
  check_same_past(before, after)
  await simulator.stop()
  console.log(`quotes, ${before.length} bars of ${series} and books of ${symbol} arrived, before and after a restart`)
  process.exit(0) // the client goes on trying to connect
} catch (error) {
  console.error(`FAILED: ${error.stack ?? error}`)
  await simulator?.stop()
  process.exit(1)
}
