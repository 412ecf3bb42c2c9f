if req.URI.User == "233" || req.URI.User =~ /^24/ then sys.Dial("joe@sip.example.com") end
if sys.Out && req.URI.User == "5" || req.URI.User == "6" then sys.Dial("six@sip.example.com") end
