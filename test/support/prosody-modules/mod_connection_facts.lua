-- mod_sasl2 asks a connection what later versions of Prosody let it tell; Prosody 0.12 keeps it one step away.
module:hook("stream-features", function (event)
	local interface = getmetatable(event.origin.conn).__index;
	if interface.ssl_info == nil then
		function interface:ssl_info()
			return self:socket():info();
		end
	end
end, 100);
