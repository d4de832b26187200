// The broker's official JavaScript SDK, unchanged, against a simulator at BELAY_URL: sign in, accounts, a dry-run, an option
// chain and quotes. Any mismatch ends it with exit code 1.
import assert from 'node:assert/strict'
import { register } from 'node:module'
import WebSocket from 'ws'

register('./module_hook.mjs', import.meta.url)
const { default: TastytradeClient, LogLevel, MarketDataSubscriptionType } = await import('@tastytrade/api')

// Node 18 and 20 have no WebSocket of their own, and the SDK's market data needs one.
globalThis.WebSocket ??= WebSocket

const url = process.env.BELAY_URL
assert.ok(url, 'BELAY_URL is not set; run this as: belay sim -- node sdk.test.mjs')

// The grant that every simulator accepts, the same words as in src/proto/oauth/token.cpp.
const grant = {
  clientSecret: process.env.BELAY_CLIENT_SECRET ?? 'simulator-client-secret',
  refreshToken: process.env.BELAY_REFRESH_TOKEN ?? 'simulator-refresh-token'
}

function client(changes = {}) {
  return new TastytradeClient({
    baseUrl: url,
    accountStreamerUrl: url.replace('http', 'ws'),
    oauthScopes: ['read', 'trade'],
    logLevel: LogLevel.ERROR,
    ...grant,
    ...changes
  })
}

function within(seconds, what, promise) {
  const limit = new Promise((_, reject) => setTimeout(() => reject(new Error(`no ${what} within ${seconds} s`)), seconds * 1000).unref())
  return Promise.race([promise, limit])
}

async function a_wrong_grant_is_refused() {
  const stranger = client({ refreshToken: 'of-somebody-else' })
  const failure = await stranger.accountsAndCustomersService.getCustomerAccounts().then(
    () => assert.fail('signed in with a wrong refresh token'),
    error => error.response
  )
  assert.equal(failure?.status, 400, 'the status of a refused grant')
  assert.equal(failure.data.error, 'invalid_grant')
}

async function accounts_are_listed(sdk) {
  const items = await sdk.accountsAndCustomersService.getCustomerAccounts()
  assert.ok(items.length > 0, 'at least one account')
  for (const item of items) assert.match(item.account['account-number'], /^\w+$/)
  return items[0].account['account-number']
}

async function an_order_is_dry_run(sdk, account) {
  const answer = await sdk.orderService.postOrderDryRun(account, {
    'time-in-force': 'Day',
    'order-type': 'Limit',
    price: '150.25',
    'price-effect': 'Debit',
    legs: [{ 'instrument-type': 'Equity', symbol: 'AAPL', action: 'Buy to Open', quantity: 1 }]
  })
  const effect = answer['buying-power-effect']
  assert.equal(effect['change-in-buying-power-effect'], 'Debit')
  assert.ok(Number(effect['change-in-buying-power']) > 0, 'a purchase costs buying power')
  assert.equal(typeof effect['change-in-buying-power'], 'string', 'money is a string on this wire')
  assert.equal(typeof answer['fee-calculation']['total-fees'], 'string')
  assert.equal(answer.order['account-number'], account)
  assert.equal(answer.order.legs[0].symbol, 'AAPL')
  assert.equal(answer.order.id, undefined, 'a dry-run has no order id')
}

async function an_spxw_option(sdk) {
  const chains = await sdk.instrumentsService.getNestedOptionChain('SPX')
  const weekly = chains.find(chain => chain['root-symbol'] === 'SPXW')
  assert.ok(weekly, 'SPX has the root SPXW')
  const strikes = weekly.expirations[0].strikes
  const symbol = strikes[Math.floor(strikes.length / 2)]['call-streamer-symbol']
  assert.match(symbol, /^\.SPXW\d{6}C\d+/)
  return symbol
}

async function quotes_arrive(sdk, symbols) {
  const waiting = new Set(symbols)
  await sdk.quoteStreamer.connect()
  await within(20, `quote for each of ${symbols.join(', ')}`, new Promise((resolve, reject) => {
    sdk.quoteStreamer.addEventListener(events => {
      try {
        for (const event of events) {
          assert.equal(event.eventType, 'Quote', 'only quotes were asked for')
          assert.ok(symbols.includes(event.eventSymbol), `${event.eventSymbol} was asked for`)
          assert.equal(typeof event.bidPrice, 'number', `${event.eventSymbol} bid`)
          assert.equal(typeof event.askPrice, 'number', `${event.eventSymbol} ask`)
          assert.ok(event.bidPrice <= event.askPrice, `${event.eventSymbol} is not crossed`)
          waiting.delete(event.eventSymbol)
        }
        if (waiting.size === 0) resolve()
      } catch (error) {
        reject(error)
      }
    })
    sdk.quoteStreamer.subscribe(symbols, [MarketDataSubscriptionType.Quote])
  }))
}

try {
  const sdk = client()
  await a_wrong_grant_is_refused()
  const account = await accounts_are_listed(sdk)
  await an_order_is_dry_run(sdk, account)
  const option = await an_spxw_option(sdk)
  await quotes_arrive(sdk, ['AAPL', 'SPX', option])
  console.log(`the SDK signed in, saw account ${account}, dry-ran an order and got quotes of AAPL, SPX and ${option}`)
} catch (error) {
  const answer = error.response ? `\n${error.response.status} ${JSON.stringify(error.response.data)}` : ''
  console.error(`FAILED: ${error.stack ?? error}${answer}`)
  process.exit(1)
}
process.exit(0) // the SDK leaves its socket open
