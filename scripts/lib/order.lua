-- For wrk: every request is an order of its own.
local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("id", threads)
end

function init()
  prefix = string.format("B%x-%d-", os.time(), id)
  count = 0
end

function request()
  count = count + 1
  local body = '{"order_id":"' .. prefix .. count .. '","customer_name":"John Doe","items":[{"product_id":"456",'
    .. '"quantity":1,"price":29.99}],"total_amount":29.99,"shipping_address":"123 Main St, Springfield"}'
  return wrk.format("POST", nil, { ["Content-Type"] = "application/json" }, body)
end
