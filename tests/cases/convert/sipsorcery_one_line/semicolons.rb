case req.URI.User; when /^232;$/; sys.Dial("999@sip.example.com[fu=unique]"); when "233"; sys.Log("a; b"); sys.Dial("joe@sip.example.com"); end
if req.URI.User == "7" then sys.Dial("seven@sip.example.com"); sys.Dial("eight@sip.example.com") end # ; sys.Dial("remark@sip.example.com")
