// The account streamer and the quote streamer of the SDK.
import assert from 'node:assert/strict'
import { CandleType, MarketDataSubscriptionType, STREAMER_STATE, number, within } from './sdk_client.mjs'

const part = 'accountStreamer'

// Everything the account streamer says, in order.
export class Wire {
  frames = []
  #waiting = new Set()

  constructor(witness, streamer) {
    streamer.addMessageObserver(frame => {
      this.frames.push(frame)
      for (const look of this.#waiting) look()
    })
    witness.note(part, 'addMessageObserver')
  }

  // The first frame, said already or to come, that `fits(frame, place)`.
  when(what, fits, seconds = 20) {
    return within(seconds, what, (resolve, reject) => {
      const look = () => {
        try {
          const found = this.frames.find(fits)
          if (found === undefined) return
          this.#waiting.delete(look)
          resolve(found)
        } catch (error) {
          this.#waiting.delete(look)
          reject(error)
        }
      }
      this.#waiting.add(look)
      look()
    })
  }

  reply(request) {
    return this.when(`answer to request ${request}`, frame => Number(frame['request-id']) === request)
  }
}

// The answer to a request: it says ok, for that action, on this connection.
async function granted(wire, request, action) {
  const reply = await wire.reply(request)
  assert.deepEqual([reply.status, reply.action], ['ok', action])
  assert.match(reply['web-socket-session-id'], /^[0-9a-f]{8}$/)
  return reply
}

async function refused(wire, action, message) {
  const reply = await wire.when(`${message} of ${action}`, frame => frame.status === 'error' && frame.action === action && frame.message === message)
  assert.equal(reply['request-id'], undefined, 'errors carry no request id')
}

export async function the_account_streamer_connects(witness, sdk, accounts, user) {
  const streamer = sdk.accountStreamer
  const states = []
  await witness.ask(part, 'addStreamerStateObserver', [state => states.push(state)], dispose => assert.equal(typeof dispose, 'function'))
  const wire = new Wire(witness, streamer)
  assert.equal(streamer.isOpen, false)
  await witness.ask(part, 'start', [], open => assert.equal(open, true))
  assert.deepEqual([streamer.isOpen, streamer.isClosed, streamer.isError, states.at(-1)], [true, false, false, STREAMER_STATE.Open])

  await streamer.subscribeTo('quote-alerts-subscribe')
  await refused(wire, 'quote-alerts-subscribe', 'connect-not-completed')
  await streamer.subscribeTo('connect', ['5WT99999'])
  await refused(wire, 'connect', 'failed')

  await assert.rejects(async () => streamer.subscribeToAccounts([]), reason => reason === 'no account numbers')
  await witness.ask(part, 'subscribeToAccounts', [accounts], action => assert.equal(action, 'connect'))
  const connected = wire.frames.find(frame => frame.action === 'connect' && frame.status === 'ok')
  assert.deepEqual(connected.value, accounts, 'the accounts are said again')

  // Its predecessor, with a bare account number as the SDK sends a single one.
  const predecessor = await witness.ask(part, 'subscribeTo', ['account-subscribe', accounts[0]], request => assert.ok(request > 0))
  await granted(wire, predecessor, 'account-subscribe')
  const again = await streamer.subscribeTo('connect', accounts)
  await granted(wire, again, 'connect')
  for (const action of ['public-watchlists-subscribe', 'quote-alerts-subscribe']) {
    const request = await streamer.subscribeTo(action)
    await granted(wire, request, action)
  }
  const messages = await witness.ask(part, 'subscribeToUser', [user], request => assert.ok(request > 0))
  await granted(wire, messages, 'user-message-subscribe')
  const ids = new Set(wire.frames.map(frame => frame['web-socket-session-id']).filter(Boolean))
  assert.equal(ids.size, 1, 'one id for the whole connection')
  return wire
}

export async function heartbeats_are_answered(witness, sdk, wire) {
  const members = { action: 'heartbeat' }
  const builder = { json: members, add: (key, value) => (members[key] = value) }
  const request = await witness.ask(part, 'send', [builder], id => assert.ok(id > 0))
  await granted(wire, request, 'heartbeat')
  await witness.ask(part, 'sendHeartbeat', [], () => {})
  const own = frame => frame.action === 'heartbeat' && frame.status === 'ok' && Number(frame['request-id']) !== request
  await wire.when('answer to the heartbeat of the SDK', own)
  assert.ok(sdk.accountStreamer.isOpen)
}

// What belongs to no account: an alert that fires, and what the simulator is told to say.
export async function everything_else_is_pushed(witness, sdk, wire) {
  const alert = { symbol: 'AAPL', field: 'Last', operator: '>', threshold: '1.0', 'threshold-numeric': 1.0 }
  const made = (await sdk.httpClient.postData('/quote-alerts', alert, {})).data.data
  const id = made['alert-external-id']
  assert.ok(id && made['triggered-at'] === undefined)
  const fired = await wire.when('the alert', frame => frame.type === 'QuoteAlert' && frame.data['alert-external-id'] === id)
  assert.deepEqual([fired.data.symbol, fired.data.field, fired.data.operator, fired.data.threshold], ['AAPL', 'Last', '>', '1.0'])
  assert.equal(Date.parse(fired.data['triggered-at']), fired.timestamp, 'fired when it says')
  await sdk.httpClient.deleteData(`/quote-alerts/${id}`, {})

  const indices = await sdk.watchlistsService.getPublicWatchlist('Major Indices')
  const said = [
    { type: 'PublicWatchlists', data: { ...indices, 'watchlist-entries': [{ symbol: 'VIX', 'instrument-type': 'Equity' }] } },
    { type: 'UserMessage', data: { text: 'hello' } },
    { type: 'TradingStatus', 'account-number': '5WT00001', data: { 'account-number': '5WT00001', 'is-frozen': true } },
    { type: 'ExternalTransaction', 'account-number': '5WT00001', data: { id: 7, 'account-number': '5WT00001', amount: '250.0' } }
  ]
  for (const notice of said) {
    const answer = await sdk.httpClient.postData('/belay-sim/notices', notice, {})
    assert.equal(answer.status, 202)
    const pushed = await wire.when(notice.type, frame => frame.type === notice.type)
    assert.deepEqual(pushed.data, notice.data)
  }
}

export async function the_account_streamer_stops(witness, sdk) {
  await witness.ask(part, 'stop', [], () => assert.ok(sdk.accountStreamer.isClosed))
}

// ---- market data

const quotes = 'quoteStreamer'
const { Candle, Greeks, Profile, Quote, Summary, Trade, Underlying } = MarketDataSubscriptionType

class Ears {
  events = []
  #waiting = new Set()

  hear = events => {
    this.events.push(...events)
    for (const look of this.#waiting) look()
  }

  of(type, symbol) {
    return this.events.filter(event => event.eventType === type && event.eventSymbol === symbol)
  }

  // The first of its kind that `fits`.
  first(type, symbol, fits = () => true) {
    return within(20, `${type} of ${symbol}`, resolve => {
      const look = () => {
        const found = this.of(type, symbol).find(fits)
        if (found === undefined) return
        this.#waiting.delete(look)
        resolve(found)
      }
      this.#waiting.add(look)
      look()
    })
  }
}

function check_candles(bars, last) {
  const rows = bars.filter(bar => typeof bar.close === 'number')
  assert.ok(rows.length > 5, `${rows.length} candles`)
  for (const { time, open, high, low, close } of rows) {
    assert.equal(time % 300_000, 0, 'a bar begins on a five-minute mark')
    assert.ok(low <= Math.min(open, close) && high >= Math.max(open, close), `open ${open} high ${high} low ${low} close ${close}`)
  }
  const newest = rows.reduce((a, b) => (b.time > a.time ? b : a))
  assert.ok(Math.abs(newest.close / last - 1) < 0.01, `the newest bar closes at ${newest.close}, the last trade was at ${last}`)
}

export async function quotes_and_candles_arrive(witness, sdk, option) {
  const streamer = sdk.quoteStreamer
  assert.throws(() => streamer.subscribe(['AAPL']), /not connected/)
  await witness.ask(quotes, 'connect', [], () => assert.match(streamer.dxLinkUrl, /\/realtime$/))
  streamer.dxLinkFeed.configure({ acceptAggregationPeriod: 0.1 }) // the SDK's ten seconds are long for a test
  const ears = new Ears()
  await witness.ask(quotes, 'addEventListener', [ears.hear], remove => assert.equal(typeof remove, 'function'))

  await witness.ask(quotes, 'subscribe', [['AAPL', option]], () => {})
  await witness.ask(quotes, 'subscribe', [['SPX'], [Quote, Underlying]], () => {})
  const quote = await ears.first(Quote, 'AAPL')
  assert.ok(quote.bidPrice > 0 && quote.bidPrice < quote.askPrice, `${quote.bidPrice} / ${quote.askPrice}`)
  const trade = await ears.first(Trade, 'AAPL')
  assert.ok(Math.abs(trade.price / quote.bidPrice - 1) < 0.01, `${trade.price} is far from ${quote.bidPrice}`)
  const summary = await ears.first(Summary, 'AAPL')
  const [held] = await sdk.balancesAndPositionsService.getPositionsList('5WT00001', { symbol: 'AAPL' })
  assert.equal(summary.prevDayClosePrice, number(held['close-price'], 'close'), 'feed and account agree about the last close')
  assert.match((await ears.first(Profile, 'AAPL')).description, /apple/i)
  const greeks = await ears.first(Greeks, option)
  assert.ok(greeks.delta >= 0 && greeks.delta <= 1, `a call's delta is ${greeks.delta}`)
  assert.ok(greeks.volatility > 0.01 && greeks.volatility < 3, `volatility ${greeks.volatility}`)
  const underlying = await ears.first(Underlying, 'SPX')
  assert.ok(underlying.volatility > 0.01 && underlying.volatility < 3, `volatility ${underlying.volatility}`)

  const from = Date.parse('2025-01-13T14:30:00Z')
  await witness.ask(quotes, 'subscribeCandles', ['AAPL', from, 5, CandleType.Minute], () => {})
  const series = 'AAPL{=5m}'
  await ears.first(Candle, series, bar => bar.time === from)
  check_candles(ears.of(Candle, series), trade.price)
  for (const bar of ears.of(Candle, series)) assert.ok(bar.time >= from, 'nothing before what was asked for')
  return ears
}

export async function unsubscribing_ends_it(witness, sdk, ears) {
  const streamer = sdk.quoteStreamer
  await witness.ask(quotes, 'unsubscribe', [['AAPL']], () => {})
  // A subscription made after it is answered after it: what comes later was sent later.
  streamer.subscribe(['NVDA'], [Quote])
  await ears.first(Quote, 'NVDA')
  ears.events = []
  const many = symbol => ears.first(Quote, symbol, event => ears.of(Quote, symbol).indexOf(event) >= 2)
  await many('SPX')
  assert.equal(ears.of(Quote, 'AAPL').length, 0, 'no more quotes of AAPL')

  await witness.ask(quotes, 'removeEventListener', [ears.hear], () => assert.equal(streamer.eventListeners.length, 0))
  await witness.ask(quotes, 'disconnect', [], () => assert.equal(streamer.dxLinkFeed, null))
  assert.throws(() => streamer.subscribe(['AAPL']), /not connected/)
}
