-- wrk plays requests that were written down beforehand, one a line: method, path, body, separated by tabs.
-- Environment: REQUESTS (that file), TOKEN (a bare token), RESULT (where the figures go, as JSON).

local threads, prepared, position = 0, {}, 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(_)
  local headers = { ["Authorization"] = "TOKEN uuid:" .. os.getenv("TOKEN"), ["Content-Type"] = "application/json" }
  for line in io.lines(os.getenv("REQUESTS")) do
    local method, path, body = line:match("^(%u+)\t([^\t]+)\t(.*)$")
    prepared[#prepared + 1] = wrk.format(method, path, headers, body ~= "" and body or nil)
  end
  position = math.floor(number * #prepared / 2)
end

function request()
  position = position % #prepared + 1
  return prepared[position]
end

function done(summary, latency, _)
  local e = summary.errors
  local failed = e.connect + e.read + e.write + e.status + e.timeout
  local file = io.open(os.getenv("RESULT"), "w")
  file:write(string.format(
    '{"requests": %d, "seconds": %.6f, "failed": %d, "median_ms": %.3f, "p99_ms": %.3f}',
    summary.requests, summary.duration / 1e6, failed, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
  file:close()
end
