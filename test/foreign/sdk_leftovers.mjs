// Two classes that the package still holds and no longer exports: the legacy session, and the first market data streamer.
// Programs that have not moved on use them.
import assert from 'node:assert/strict'
import { AccountStreamer, MarketDataSubscriptionType, Witness, streamer_url, within } from './sdk_client.mjs'

const folder = new URL('./node_modules/@tastytrade/api/dist/', import.meta.url)
const load = async file => (await import(new URL(file, folder))).default

// The HTTP client as it was with sessions: the raw token goes into every request.
function with_session(http, scheme = '') {
  const session = {
    authToken: null,
    clear() {
      this.authToken = null
    }
  }
  return Object.create(http, {
    session: { value: session },
    needsTokenRefresh: { value: false },
    authHeader: { get: () => session.authToken && scheme + session.authToken }
  })
}

// What the account streamer answers to `connect` with this token.
async function connecting(sdk, http) {
  const streamer = new AccountStreamer(streamer_url, http, sdk.logger)
  const answer = within(20, 'answer of the account streamer', resolve => streamer.addMessageObserver(resolve))
  await streamer.start()
  await streamer.subscribeTo('connect', ['5WT00001'])
  const { status, message } = await answer
  streamer.stop()
  return status === 'ok' ? status : message
}

export async function a_legacy_session(sdk) {
  const SessionService = await load('services/session-service.js')
  const http = with_session(sdk.httpClient)
  const sessionService = new SessionService(http)
  const witness = new Witness({ sessionService })
  const part = 'sessionService'
  await witness.refused(part, 'login', ['pilot', 'not-the-password'], 401, 'invalid_credentials')
  const login = await witness.ask(part, 'login', ['pilot', 'flight-school-42', true], session => {
    assert.equal(session.user.username, 'pilot')
    assert.ok(session['session-token'].length > 20 && session['remember-token'].length > 20)
    assert.equal(http.session.authToken, session['session-token'])
  })
  await witness.ask(part, 'validate', [], user => assert.equal(user.email, 'pilot@example.com'))
  assert.equal(await connecting(sdk, http), 'ok', 'a session opens the account streamer by its raw token')
  const bearer = with_session(sdk.httpClient, 'Bearer ')
  bearer.session.authToken = login['session-token']
  assert.equal(await connecting(sdk, bearer), 'failed', 'and not as a bearer')
  const second = await witness.ask(part, 'loginWithRememberToken', ['pilot', login['remember-token']], session => {
    assert.notEqual(session['session-token'], login['session-token'])
  })
  await witness.refused(part, 'loginWithRememberToken', ['pilot', login['remember-token']], 401, 'invalid_credentials')
  await witness.ask(part, 'logout', [], answer => assert.equal(answer.status, 204))
  http.session.authToken = second['session-token']
  await witness.refused(part, 'validate', [], 401, 'invalid_session')
  return witness
}

const internals = [
  'scheduleKeepalive', 'sendKeepalive', 'queueSubscription', 'dequeueSubscription', 'sendQueuedSubscriptions',
  'sendSubscriptionMessage', 'onError', 'onOpen', 'onClose', 'clearKeepalive', 'handleAuthStateMessage', 'handleChannelOpened',
  'notifyListeners', 'notifyErrorListeners', 'handleMessageReceived', 'sendMessage'
]

export async function the_first_market_data_streamer(sdk) {
  const warn = console.warn
  console.warn = () => {} // it says that it is deprecated
  const MarketDataStreamer = await load('market-data-streamer.js')
  const marketDataStreamer = new MarketDataStreamer()
  console.warn = warn
  const witness = new Witness({ marketDataStreamer }, { marketDataStreamer: internals })
  const part = 'marketDataStreamer'
  const { token, 'dxlink-url': url } = await sdk.accountsAndCustomersService.getApiQuoteToken()

  const heard = []
  let look = () => {}
  const when = (what, fits) =>
    within(20, what, (resolve, reject) => {
      look = () => {
        try {
          const found = heard.find(fits)
          if (found !== undefined) resolve(found)
        } catch (error) {
          reject(error)
        }
      }
      look()
    })
  const is_function = value => assert.equal(typeof value, 'function')
  await witness.ask(part, 'addDataListener', [message => (heard.push(message), look())], is_function)
  await witness.ask(part, 'addErrorListener', [error => (heard.push({ error }), look())], is_function)
  await witness.ask(part, 'addAuthStateChangeListener', [authorized => (heard.push({ authorized }), look())], is_function)
  const wanted = { subscriptionTypes: [MarketDataSubscriptionType.Quote], channelId: 1 }
  await witness.ask(part, 'addSubscription', ['AAPL', wanted], is_function) // waits for the channel
  await witness.ask(part, 'connect', [url, token], () => assert.ok(marketDataStreamer.isConnected))
  await when('authorization', message => message.authorized)
  const rows = message => (message.type === 'FEED_DATA' ? message.data : [])
  const holds = (type, symbol) => message => rows(message).some(row => row.eventType === type && row.eventSymbol === symbol)
  const quote = await when('quote of AAPL', holds('Quote', 'AAPL'))
  const row = rows(quote).find(each => each.eventSymbol === 'AAPL')
  assert.ok(row.bidPrice > 0 && row.bidPrice < row.askPrice, `${row.bidPrice} / ${row.askPrice}`)

  await witness.ask(part, 'isChannelOpened', [1], open => assert.equal(open, true))
  await witness.ask(part, 'openFeedChannel', [3], () => {})
  const from = Date.parse('2025-01-13T14:30:00Z')
  await witness.ask(part, 'addCandleSubscription', ['AAPL', from, { period: 5, type: 'm', channelId: 3 }], is_function)
  const candles = await when('candles of AAPL', holds('Candle', 'AAPL{=5m}'))
  assert.equal(candles.channel, 3, 'on the channel that was opened for them')
  await witness.ask(part, 'removeSubscription', ['AAPL', wanted], () => {})
  await witness.ask(part, 'removeAllSubscriptions', [3], () => {})
  await witness.ask(part, 'disconnect', [], () => assert.equal(marketDataStreamer.isConnected, false))
  assert.deepEqual(heard.filter(message => message.error), [], 'no error on the way')
  return witness
}
