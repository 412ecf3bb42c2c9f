if sys.Out
  case req.URI.User
    when /^0(\d+)$/ then sys.Dial("#{$1}@carrier.example.com[fu=#{$1}]", 30)
    when /^1(\d)$/, "19" then sys.Dial("#{$1}@carrier.example.com")
    when /^110$/ then sys.Respond(404, "no")
    when /^(/ then sys.Dial("broken@sip.example.com")
  end
  sys.Dial("five@sip.example.com") if req.URI.User == "5"
  sys.Dial("six@sip.example.com", 20) unless Time.now.hour < 8
  if Time.now.hour < 8 then
    case req.URI.User
      when /^7/ then sys.Dial("seven@sip.example.com")
    end
    sys.Dial("night@sip.example.com")
  else
    sys.Dial("day@sip.example.com")
  end
  if req.URI.User =~ /^8/
    case req.URI.User
      when "81" then sys.Dial("eighty-one@sip.example.com")
    end
    sys.Dial("eight@sip.example.com")
  end
  [1, 2].each do |n|
    sys.Dial("often@sip.example.com")
  end
  sys.Dial("#{req.URI.User}@carrier.example.com")
else
  sys.Dial("joe@phones.example.com")
end
