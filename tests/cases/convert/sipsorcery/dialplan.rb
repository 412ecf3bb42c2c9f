# Calls that go out
sys.Log("dialled #{req.URI.User}")
case req.URI.User
  when /^232$/ then sys.Dial("999142@sip.tropo.com[fu=unique232]")
  when /^233$/, "234"
    sys.Dial("desk@10.0.0.5&bob@sip.example.com", 20)
  when /^00(\d+)$/i then sys.Dial("${dst}@one.example.net|${dst}@two.example.net[dt=3]", 30, 600)
  when /^\*1/ then sys.Dial("${dst:2}@prefixed.example.net")
  when /^9/ then sys.Dial("#{req.URI.User}@blueface")
  when /^8/ then sys.Dial("#{sys.WebGet('http://x')}@sip.example.com")
  when number then sys.Dial("a@sip.example.com")
  else sys.Respond(404, "Nobody")
end
if req.URI.User =~ /^7/ then sys.Dial("seven@sip.example.com") end
exten => _2XX,1,Dial(old@sip.example.com)
exten => 100,1,Voicemail(joe)
