-- Sends the requests of the folder LOAD in turn, and prints what came as one line of JSON.
local folder = os.getenv("LOAD")
local requests, turn = {}, 0

local function content(name)
    local file = assert(io.open(folder .. "/" .. name, "rb"))
    local data = file:read("*a")
    file:close()
    return data
end

function init(arguments)
    local path = content("path")
    for name, value in content("headers"):gmatch("([^:\n]+): ([^\n]+)") do
        wrk.headers[name] = value
    end
    for number = 0, tonumber(content("count")) - 1 do
        requests[number + 1] = wrk.format("POST", path, wrk.headers, content("body-" .. number))
    end
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end

function done(summary, latency, all)
    local errors = summary.errors
    io.write(string.format(
        '{"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "failed": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
