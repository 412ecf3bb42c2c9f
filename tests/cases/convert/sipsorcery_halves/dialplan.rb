# Calls of the account's phones, and calls to it.
host = "carrier.example.com"
if sys.Out
  num = req.URI.User
  if req.URI.User =~ /^9(\d+)$/
    num = $1
    sys.Dial("#{num}@#{host}[fu=#{num}]", 30)
  elsif /^8(?<ext>\d\d)$/ =~ req.URI.User
    sys.Dial("#{ext}@desks.example.com")
  end
  case req.URI.User
    when /^00(?<country>\d{2})(?<rest>\d+)$/ then sys.Dial("#{$~[:country]}#{$~[:rest]}@world.example.net")
    when /^7(?<call>\d)$/ then sys.Dial("#{$~[:call]}@short.example.net")
    when /^6(?<a>\d)$/, /^5(?<a>\d)$/ then sys.Dial("#{$~[:a]}@short.example.net")
    when /^4(\d)$/ then n = "x" + $1; sys.Dial(n + "@short.example.net")
  end
  sys.Dial("#{num}@fallback.example.com")
else
  sys.Dial("joe@phones.example.com&desk@10.0.0.5", 20)
  sys.Dial("voicemail@phones.example.com") unless sys.Out
end
area = req.URI.User[3..-1]
sys.Dial("#{area}@areas.example.com") if sys.Out && req.URI.User =~ /^\+49/
who = lookup(num)
sys.Dial(who)
sys.Dial("both@example.com")
unless sys.In then sys.Dial("o@example.com") end
