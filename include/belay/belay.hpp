#pragma once

// Everything a program that uses belay needs.
#include "belay/client/account_stream.hpp"
#include "belay/client/blocking.hpp"
#include "belay/client/client.hpp"
#include "belay/client/config.hpp"
#include "belay/client/market_data.hpp"
#include "belay/client/receipt.hpp"
#include "belay/main.hpp"
#include "belay/model/accounts.hpp"
#include "belay/model/events.hpp"
#include "belay/model/instruments.hpp"
#include "belay/model/orders.hpp"
#include "belay/task.hpp"
