-- Client Access Management (XEP-0494), which this Prosody has not itself: its sessions, by their resources.
-- A client whose resource begins with "phone" signed in with the password and cannot be kept out.
local st = require "util.stanza"
local datetime = require "util.datetime"
local ns = "urn:xmpp:cam:0"

module:add_feature(ns)

local function sessions(username)
	local user = prosody.bare_sessions[username.."@"..module.host]
	return user and user.sessions or {}
end

module:hook("iq-get/self/"..ns..":list", function (event)
	local origin, stanza = event.origin, event.stanza
	local reply = st.reply(stanza):tag("clients", { xmlns = ns })
	for resource, session in pairs(sessions(origin.username)) do
		reply:tag("client", { id = resource, connected = "true", type = "session" })
			:text_tag("first-seen", datetime.datetime(math.floor(session.conntime)))
			:tag("auth"):tag("password"):up():up()
			:tag("permission", { status = "unrestricted" }):up()
			:tag("user-agent"):text_tag("software", "Test"):text_tag("device", resource):up()
		:up()
	end
	origin.send(reply)
	return true
end)

module:hook("iq-set/self/"..ns..":revoke", function (event)
	local origin, stanza = event.origin, event.stanza
	local id = stanza.tags[1].attr.id
	local session = sessions(origin.username)[id]
	if session == nil then
		origin.send(st.error_reply(stanza, "cancel", "item-not-found"))
	elseif id:match("^phone") then
		origin.send(st.error_reply(stanza, "cancel", "service-unavailable"))
	else
		session:close({ condition = "not-authorized", text = "Access was revoked" })
		origin.send(st.reply(stanza))
	end
	return true
end)
