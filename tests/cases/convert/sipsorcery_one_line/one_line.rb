case req.URI.User when /^232$/ then sys.Dial("999@sip.example.com[fu=unique]") when "233", "234" then sys.Dial("end@sip.example.com", 20) else sys.Dial("#{req.URI.User}@then.example.com") end
