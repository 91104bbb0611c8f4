-- Flexible Offline Message Retrieval (XEP-0013), which Prosody has not itself: on its own store of waiting messages.
local st = require "util.stanza"
local ns = "http://jabber.org/protocol/offline"
local disco = "http://jabber.org/protocol/disco"
local offline = module:open_store("offline", "archive")

module:add_feature(ns)

local function waiting(username)
	local list = {}
	-- Whoever never had any has no list.
	for id, message in offline:find(username) or function () end do
		list[#list + 1] = { id = id, message = message }
	end
	return list
end

local function about_node(answer)
	return function (event)
		local origin, stanza = event.origin, event.stanza
		if not event.to_self or stanza.tags[1].attr.node ~= ns then return end
		origin.send(answer(origin, stanza, waiting(origin.username)))
		return true
	end
end

module:hook("iq-get/bare/"..disco.."#info:query", about_node(function (_, stanza, list)
	return st.reply(stanza):query(disco.."#info"):tag("identity", { category = "automation", type = "message-list" }):up()
		:tag("x", { xmlns = "jabber:x:data", type = "result" })
			:tag("field", { var = "FORM_TYPE", type = "hidden" }):text_tag("value", ns):up()
			:tag("field", { var = "number_of_messages" }):text_tag("value", tostring(#list))
end), 10)

module:hook("iq-get/bare/"..disco.."#items:query", about_node(function (origin, stanza, list)
	local reply = st.reply(stanza):query(disco.."#items")
	for _, one in ipairs(list) do
		reply:tag("item", { jid = origin.username.."@"..module.host, node = one.id, name = one.message.attr.from }):up()
	end
	return reply
end), 10)

module:hook("iq/self/"..ns..":offline", function (event)
	local origin, stanza = event.origin, event.stanza
	local asked = stanza.tags[1]
	if stanza.attr.type == "get" and asked:get_child("fetch") then
		for _, one in ipairs(waiting(origin.username)) do
			local message = st.clone(one.message)
			message:tag("offline", { xmlns = ns }):tag("item", { node = one.id }):up():up()
			origin.send(message)
		end
	elseif stanza.attr.type == "set" and asked:get_child("purge") then
		offline:delete(origin.username)
	else
		origin.send(st.error_reply(stanza, "cancel", "feature-not-implemented"))
		return true
	end
	origin.send(st.reply(stanza))
	return true
end)
