// The broker's official JavaScript SDK, unchanged, against a simulator at BELAY_URL: every method of every service and
// streamer is called and its answer checked. Any mismatch, and any method that was not called, ends it with exit code 1.
import assert from 'node:assert/strict'
import { Witness, client, number } from './sdk_client.mjs'
import * as leftovers from './sdk_leftovers.mjs'
import * as lookups from './sdk_lookups.mjs'
import * as streams from './sdk_streams.mjs'
import * as trading from './sdk_trading.mjs'

async function a_wrong_grant_is_refused() {
  const stranger = client({ refreshToken: 'of-somebody-else' })
  const failure = await stranger.accountsAndCustomersService.getCustomerAccounts().then(
    () => assert.fail('signed in with a wrong refresh token'),
    error => error.response
  )
  assert.equal(failure?.status, 400, 'the status of a refused grant')
  assert.equal(failure.data.error, 'invalid_grant')
}

// `Accept-Version`: the newest order API wants a start of the search (broker-api.md 3.5, 4.4).
async function a_version_is_served(account) {
  const sdk = client()
  sdk.updateConfig({ targetApiVersion: '20261012' })
  const witness = new Witness(sdk)
  await witness.refused('orderService', 'getOrders', [account], 400, 'validation_error')
  await witness.ask('orderService', 'getOrders', [account, { startDate: '2025-01-13' }], orders => assert.ok(orders.length > 0))
  assert.throws(() => sdk.updateConfig({ targetApiVersion: 'newest' }), /YYYYMMDD/)
}

async function everything(sdk, witness) {
  const { school, retirement, user } = await lookups.customer_and_accounts(witness)
  await lookups.balances_and_positions(witness)
  await lookups.instruments(witness)
  const option = await lookups.option_chains(witness)
  await lookups.futures_and_their_options(witness)
  await lookups.margin_and_limits(witness)
  await lookups.metrics_and_history(witness)
  await lookups.transactions(witness)
  await lookups.watchlists(witness)

  const wire = await streams.the_account_streamer_connects(witness, sdk, [school, retirement], user)
  await streams.heartbeats_are_answered(witness, sdk, wire)
  await trading.dry_runs(witness, school)
  await trading.a_resting_order_is_changed_and_cancelled(witness, wire, school)
  const cash = async () => {
    const [balance] = await sdk.balancesAndPositionsService.getAccountBalanceValues(retirement)
    return number(balance['cash-balance'], 'cash')
  }
  const filled = await trading.an_order_is_filled_and_booked(witness, wire, retirement, cash)
  await trading.orders_are_found_again(witness, retirement, filled)
  await trading.a_complex_order_is_cancelled(witness, wire, school)
  await streams.everything_else_is_pushed(witness, sdk, wire)
  await streams.the_account_streamer_stops(witness, sdk)

  const ears = await streams.quotes_and_candles_arrive(witness, sdk, option.streamer_call)
  await streams.unsubscribing_ends_it(witness, sdk, ears)
  await a_version_is_served(school)
}

try {
  const sdk = client()
  await a_wrong_grant_is_refused()
  const witness = new Witness(sdk)
  await everything(sdk, witness)
  assert.ok(witness.count > 70, `only ${witness.count} methods: has the shape of the SDK changed?`)
  const all = [witness, await leftovers.a_legacy_session(sdk), await leftovers.the_first_market_data_streamer(sdk)]
  for (const each of all) assert.deepEqual(each.missing(), [], 'methods of the SDK that were not called')
  const methods = all.reduce((sum, each) => sum + each.count, 0)
  console.log(`all ${methods} methods of the SDK were called, and every answer was what it should be`)
} catch (error) {
  const answer = error.response ? `\n${error.response.status} ${JSON.stringify(error.response.data)}` : ''
  console.error(`FAILED: ${error.stack ?? error}${answer}`)
  process.exit(1)
}
process.exit(0) // the SDK leaves its socket open
