// Orders from dry-run to the end, each status and each booking as the account streamer told it.
import assert from 'node:assert/strict'
import { about, number, only } from './sdk_client.mjs'

const part = 'orderService'

function limit(symbol, action, quantity, price, changes = {}) {
  return {
    timeInForce: 'Day',
    orderType: 'Limit',
    price,
    priceEffect: action.startsWith('Buy') ? 'Debit' : 'Credit',
    legs: [{ 'instrument-type': 'Equity', symbol, action, quantity }],
    ...changes
  }
}

function market(symbol, action, quantity) {
  return { timeInForce: 'Day', orderType: 'Market', legs: [{ 'instrument-type': 'Equity', symbol, action, quantity }] }
}

const status_of = (wire, id, status) =>
  wire.when(`order ${id} ${status}`, frame => frame.type === 'Order' && frame.data.id === id && frame.data.status === status)

export async function dry_runs(witness, account) {
  await witness.ask(part, 'postOrderDryRun', [account, limit('AAPL', 'Buy to Open', 1, '150.25')], answer => {
    const effect = answer['buying-power-effect']
    assert.equal(effect['change-in-buying-power-effect'], 'Debit')
    assert.ok(number(effect['change-in-buying-power'], 'change') > 0, 'a purchase costs buying power')
    assert.ok(number(answer['fee-calculation']['total-fees'], 'fees') >= 0)
    assert.deepEqual([answer.order['account-number'], answer.order.legs[0].symbol], [account, 'AAPL'])
    assert.equal(answer.order.id, undefined, 'a dry-run has no order id')
    assert.equal(answer.order['updated-at'], 0, 'nor has it been updated')
  })
  await witness.refused(part, 'postOrderDryRun', [account, limit('AAPL', 'Buy to Open', 1, '150.25', { priceEffect: 'Credit' })], 422, 'preflight_check_failure')
}

// A limit that no market reaches: tried, edited, replaced and cancelled.
export async function a_resting_order_is_changed_and_cancelled(witness, wire, account) {
  const placed = await witness.ask(part, 'createOrder', [account, limit('SPY', 'Buy to Open', 3, '100.0')], answer => {
    assert.equal(answer.order.status, 'Routed')
    assert.ok(Number.isSafeInteger(answer.order.id), 'ids are numbers')
    assert.deepEqual([answer.order.price, answer.order['price-effect'], answer.order.size], ['100.0', 'Debit', 3])
  })
  const first = placed.order.id
  await status_of(wire, first, 'Live')
  await witness.ask(part, 'getOrder', [account, first], order => {
    assert.deepEqual([order.id, order.status, order.cancellable, order.editable], [first, 'Live', true, true])
    assert.equal(order.legs[0]['remaining-quantity'], 3)
  })
  await witness.ask(part, 'getLiveOrders', [account], orders => {
    assert.equal(orders[0].id, first, 'newest first')
  })
  const dearer = { orderType: 'Limit', timeInForce: 'Day', price: '101.0', priceEffect: 'Debit' }
  await witness.ask(part, 'replacementOrderDryRun', [account, first, dearer], answer => {
    assert.deepEqual([answer.order.status, answer.order['contingent-status'], answer.order.price], ['Contingent', 'Pending Order', '101.0'])
    assert.equal(answer.order.id, undefined)
  })
  const edited = await witness.ask(part, 'editOrder', [account, first, { price: '99.5', priceEffect: 'Debit' }], order => {
    assert.notEqual(order.id, first, 'an edit makes a new order')
    assert.deepEqual([order.price, order['replaces-order-id']], ['99.5', first])
  })
  const gone = await status_of(wire, first, 'Cancelled')
  assert.equal(Number(gone.data['replacing-order-id']), edited.id)
  await status_of(wire, edited.id, 'Live')
  const replaced = await witness.ask(part, 'replaceOrder', [account, edited.id, dearer], order => {
    assert.deepEqual([order.price, order['replaces-order-id'], order.legs[0].quantity], ['101.0', edited.id, 3])
  })
  await status_of(wire, replaced.id, 'Live')
  await witness.ask(part, 'cancelOrder', [account, replaced.id], order => {
    assert.deepEqual([order.id, order.status, order.cancellable], [replaced.id, 'Cancel Requested', false])
  })
  const cancelled = await status_of(wire, replaced.id, 'Cancelled')
  assert.ok(cancelled.data['cancelled-at'] && cancelled.data['terminal-at'])
  await witness.refused(part, 'cancelOrder', [account, replaced.id], 422, 'cannot_update_order')
  await witness.refused(part, 'postReconfirmOrder', [account, replaced.id], 422, 'cannot_reconfirm_order')
}

// The frames of one order, in order, once each status.
function statuses(wire, id) {
  const all = wire.frames.filter(frame => frame.type === 'Order' && frame.data.id === id).map(frame => frame.data.status)
  return all.filter((status, at) => status !== all[at - 1])
}

const after = (wire, order, type, account) =>
  wire.when(`${type} after order ${order}`, (frame, at) => {
    const filled = wire.frames.findIndex(each => each.type === 'Order' && each.data.id === order && each.data.status === 'Filled')
    return filled >= 0 && at > filled && frame.type === type && frame.data['account-number'] === account
  })

// A market order is filled, and what it moved is booked; then the other way round.
export async function an_order_is_filled_and_booked(witness, wire, account, balances) {
  const before = await balances()
  const bought = await witness.ask(part, 'createOrder', [account, market('NVDA', 'Buy to Open', 10)], answer => {
    assert.equal(answer.order['order-type'], 'Market')
  })
  const fees = number(bought['fee-calculation']['total-fees'], 'fees')
  const filled = (await status_of(wire, bought.order.id, 'Filled')).data
  assert.deepEqual(statuses(wire, bought.order.id), ['Received', 'Routed', 'In Flight', 'Live', 'Filled'])
  const fill = only(filled.legs[0].fills, 'one fill')
  const price = number(fill['fill-price'], 'price')
  assert.deepEqual([fill.quantity, filled.legs[0]['remaining-quantity'], filled.cancellable], [10, 0, false])

  const position = (await after(wire, bought.order.id, 'CurrentPosition', account)).data
  assert.deepEqual([position.symbol, position.quantity, position['quantity-direction']], ['NVDA', 10, 'Long'])
  about(number(position['average-open-price'], 'average'), price, 'bought at the price of the fill')
  const balance = (await after(wire, bought.order.id, 'AccountBalance', account)).data
  about(number(balance['cash-balance'], 'cash'), before - 10 * price - fees, 'paid from cash, with the fees')
  const chain = (await after(wire, bought.order.id, 'OrderChain', account)).data
  assert.equal(chain['underlying-symbol'], 'NVDA')

  const sold = await witness.ask(part, 'createOrder', [account, market('NVDA', 'Sell to Close', 10)], answer => {
    assert.equal(answer.order.legs[0].action, 'Sell to Close')
  })
  const end = (await status_of(wire, sold.order.id, 'Filled')).data
  const proceeds = number(end.legs[0].fills[0]['fill-price'], 'price')
  const closed = (await after(wire, sold.order.id, 'CurrentPosition', account)).data
  assert.deepEqual([closed.symbol, closed.quantity, closed['quantity-direction']], ['NVDA', 0, 'Zero'])
  const gain = (await after(wire, sold.order.id, 'UnderlyingYearGainSummary', account)).data
  const won = number(gain['yearly-realized-gain'], 'gain') * (gain['yearly-realized-gain-effect'] === 'Debit' ? -1 : 1)
  assert.deepEqual([gain.year, gain.symbol, gain['account-number']], [2025, 'NVDA', account])
  about(won, 10 * (proceeds - price), 'the gain is what it was sold for above what it was bought for')
  for (const frame of wire.frames.filter(each => each.type)) assert.ok(Number.isSafeInteger(frame.timestamp), 'times are epoch milliseconds')
  return [bought.order.id, sold.order.id]
}

export async function orders_are_found_again(witness, account, ids) {
  await witness.ask(part, 'getOrders', [account, { startDate: '2025-01-13', status: ['Filled'], perPage: 10 }], orders => {
    for (const order of orders) assert.equal(order.status, 'Filled')
    for (const id of ids) assert.ok(orders.some(order => order.id === id), `${id} is among them`)
  })
  const wanted = { accountNumbers: [account], startDate: '2025-01-13', perPage: 100 }
  await witness.ask(part, 'getCustomerOrders', ['me', wanted], orders => {
    for (const id of ids) assert.ok(orders.some(order => order.id === id), `${id} is among them`)
    for (const order of orders) assert.equal(order['account-number'], account)
  })
  // This method names no accounts, which the broker wants to be told (broker-api.md 4.4): it can only be refused.
  const refusal = await witness.refused(part, 'getLiveOrdersForCustomer', ['me'], 400, 'validation_error')
  assert.equal(refusal.errors[0].domain, 'account-numbers')
}

export async function a_complex_order_is_cancelled(witness, wire, account) {
  const close = { timeInForce: 'GTC', legs: [{ 'instrument-type': 'Equity', symbol: 'AAPL', action: 'Sell to Close', quantity: 10 }] }
  // The SDK rewrites keys of objects, not those within lists: these are spelt as they go out.
  const child = changes => ({ 'time-in-force': close.timeInForce, legs: close.legs, ...changes })
  const oco = {
    type: 'OCO',
    orders: [
      child({ 'order-type': 'Limit', price: '900.0', 'price-effect': 'Credit' }),
      child({ 'order-type': 'Stop', 'stop-trigger': '50.0' })
    ]
  }
  const placed = await witness.ask(part, 'createComplexOrder', [account, oco], answer => {
    assert.deepEqual([answer['complex-order'].type, answer['complex-order'].orders.length], ['OCO', 2])
  })
  const { id, orders } = placed['complex-order']
  for (const order of orders) await status_of(wire, order.id, 'Live')
  await witness.ask(part, 'cancelComplexOrder', [account, id], answer => {
    assert.equal(answer.id, id)
    for (const order of answer.orders) assert.equal(order.status, 'Cancel Requested')
  })
  for (const order of orders) await status_of(wire, order.id, 'Cancelled')
  const ended = await wire.when('the end of the OCO', frame => frame.type === 'ComplexOrder' && frame.data.id === id && frame.data['terminal-at'])
  assert.equal(ended.data.orders.length, 2)
}
