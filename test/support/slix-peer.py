"""A second XMPP client, driven by JSON lines.

    python3 slix-peer.py JID PASSWORD HOST PORT CA_FILE [direct]

Reads one command a line from standard input: {"id": N, "do": NAME, ...}; writes one line for each
answer, {"id": N, "result": ...} or {"id": N, "error": TEXT}, and one for each event,
{"event": NAME, ...}. It is built on slixmpp, so what Candor says is read by another program's eyes.
"""

import asyncio
import json
import sys

import slixmpp
from slixmpp.exceptions import IqError
from slixmpp.xmlstream import ET
from slixmpp.xmlstream.handler import Callback
from slixmpp.xmlstream.matcher import MatchXPath

PLUGINS = (
    "xep_0030 xep_0085 xep_0115 xep_0184 xep_0191 xep_0199 xep_0203 xep_0280 xep_0297 "
    "xep_0163 xep_0308 xep_0319 xep_0333 xep_0359"
).split()


def tell(**record):
    print(json.dumps(record), flush=True)


class Peer(slixmpp.ClientXMPP):
    def __init__(self, jid, password):
        super().__init__(jid, password)
        for plugin in PLUGINS:
            config = {"auto_ack": True, "auto_request": False} if plugin == "xep_0184" else {}
            self.register_plugin(plugin, config)
        self.register_plugin("xep_0092", {"software_name": "slix", "version": "1", "os": "x"})
        # The tests decide whom to accept.
        self.roster.auto_authorize = None
        self.roster.auto_subscribe = False
        self.add_event_handler("session_start", self.started)
        self.add_event_handler("failed_auth", lambda _: tell(event="failed_auth"))
        self.add_event_handler("disconnected", lambda why: tell(event="disconnected", why=str(why)))
        self.add_event_handler("message", self.on_message)
        # The library's own event is for messages with text alone.
        self.register_handler(Callback("Marks", MatchXPath("{jabber:client}message"), self.on_mark))
        self.add_event_handler("receipt_received", lambda m: tell(event="receipt", id=m["receipt"], frm=str(m["from"])))
        self.add_event_handler("marker_displayed", lambda m: tell(event="displayed", id=m["displayed"]["id"], frm=str(m["from"])))
        self.add_event_handler("carbon_sent", lambda m: tell(event="carbon_sent", body=m["carbon_sent"]["body"]))
        self.add_event_handler("carbon_received", lambda m: tell(event="carbon_received", body=m["carbon_received"]["body"]))
        for state in ("active", "composing", "paused", "inactive", "gone"):
            self.add_event_handler(
                "chatstate_" + state, lambda m, state=state: tell(event="chatstate", state=state, frm=str(m["from"]))
            )
        for kind in ("subscribe", "subscribed", "unsubscribe", "unsubscribed"):
            self.add_event_handler(
                "presence_" + kind, lambda p, kind=kind: tell(event="subscription", kind=kind, frm=str(p["from"].bare))
            )
        self.add_event_handler("changed_status", self.on_presence)
        self.add_event_handler("roster_update", self.on_roster)
        photo = "{jabber:client}presence/{vcard-temp:x:update}x"
        self.register_handler(Callback("Pictures in presence", MatchXPath(photo), self.on_photo))
        event = "{jabber:client}message/{http://jabber.org/protocol/pubsub#event}event"
        self.register_handler(Callback("Personal events", MatchXPath(event), self.on_pep))

    async def started(self, _):
        await self.get_roster()
        self.send_presence()
        tell(event="online", jid=str(self.boundjid))
        loop = asyncio.get_event_loop()
        reader = asyncio.StreamReader(limit=1 << 24)
        # The loop holds tasks, and the protocol its reader, by weak references only: without one of our
        # own the garbage collector may take them away while they wait.
        self.held = {reader, asyncio.current_task()}
        await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
        while line := await reader.readline():
            command = json.loads(line)
            task = asyncio.ensure_future(self.answer(command))
            self.held.add(task)
            task.add_done_callback(self.held.discard)
        self.disconnect()

    def on_message(self, message):
        # Reading a plugin's field adds an empty element, so the text is taken first.
        xml = ET.tostring(message.xml, encoding="unicode")
        tell(
            event="message",
            frm=str(message["from"]),
            type=message["type"],
            id=message["id"],
            body=message["body"],
            replaces=message["replace"]["id"],
            xml=xml,
        )

    def on_mark(self, message):
        if message.xml.find("{jabber:client}body") is None:
            tell(event="mark", frm=str(message["from"]), xml=ET.tostring(message.xml, encoding="unicode"))

    def on_presence(self, presence):
        tell(
            event="presence",
            frm=str(presence["from"]),
            type=presence["type"],
            status=presence["status"],
            xml=ET.tostring(presence.xml, encoding="unicode"),
        )

    def on_pep(self, message):
        tell(event="pep", frm=str(message["from"]), xml=ET.tostring(message.xml, encoding="unicode"))

    def on_photo(self, presence):
        hash = presence.xml.findtext("{vcard-temp:x:update}x/{vcard-temp:x:update}photo")
        tell(event="photo", frm=str(presence["from"]), hash=hash)

    def on_roster(self, iq):
        items = {
            str(jid): {"name": item["name"], "subscription": item["subscription"], "groups": sorted(item["groups"])}
            for jid, item in iq["roster"]["items"].items()
        }
        tell(event="roster", items=items)

    async def answer(self, command):
        try:
            result = getattr(self, "do_" + command["do"])(command)
            if asyncio.iscoroutine(result):
                result = await result
            tell(id=command["id"], result=result)
        except Exception as error:  # told to the test, which decides
            tell(id=command["id"], error=f"{type(error).__name__}: {error}")

    def do_say(self, command):
        message = self.make_message(mto=command["to"], mbody=command.get("body"), mtype=command.get("type", "chat"))
        if "state" in command:
            message["chat_state"] = command["state"]
        if command.get("receipt"):
            message["request_receipt"] = True
        if "replaces" in command:
            message["replace"]["id"] = command["replaces"]
        message.send()
        return message["id"]

    def do_raw(self, command):
        self.send_raw(command["xml"])
        return True

    def do_presence(self, command):
        self.send_presence(
            pshow=command.get("show"), pstatus=command.get("status"), ppriority=command.get("priority"),
            ptype=command.get("type"), pto=command.get("to"),
        )
        return True

    async def do_interest(self, command):
        await self["xep_0030"].add_feature(feature=command["node"] + "+notify")
        await self["xep_0115"].update_caps()
        return True

    async def do_iq(self, command):
        iq = self.make_iq(itype=command["type"], ito=command.get("to"))
        iq.xml.append(ET.fromstring(command["payload"]))
        try:
            answer = await iq.send(timeout=command.get("timeout", 20))
        except IqError as error:
            return {"error": error.condition}
        return {"xml": ET.tostring(answer.xml, encoding="unicode")}

    async def do_carbons(self, _):
        await self["xep_0280"].enable()
        return True

    async def do_roster(self, _):
        await self.get_roster()
        return {
            jid: {
                "name": self.client_roster[jid]["name"],
                "subscription": self.client_roster[jid]["subscription"],
                "groups": sorted(self.client_roster[jid]["groups"]),
            }
            for jid in self.client_roster
        }

    async def do_roster_set(self, command):
        await self.update_roster(command["jid"], name=command.get("name"), groups=command.get("groups", []))
        return True

    async def do_version(self, command):
        answer = await self["xep_0092"].get_version(command["jid"], timeout=command.get("timeout", 20))
        return {"name": answer["software_version"]["name"], "version": answer["software_version"]["version"]}

    async def do_disco(self, command):
        answer = await self["xep_0030"].get_info(jid=command["jid"], timeout=command.get("timeout", 20))
        return sorted(answer["disco_info"]["features"])

    async def do_block_list(self, _):
        answer = await self["xep_0191"].get_blocked()
        return sorted(str(jid) for jid in answer["blocklist"]["items"])


def main():
    jid, password, host, port, ca_file = sys.argv[1:6]
    peer = Peer(jid, password)
    peer.ca_certs = ca_file
    peer.connect((host, int(port)), use_ssl="direct" in sys.argv[6:])
    peer.process(forever=False)


main()
