num = req.URI.User
if num == "232" then sys.Dial("ann@one.example.com")
elsif num =~ /^2(\d+)/ then sys.Dial("#{$1}@two.example.com")
elsif /^3/ =~ num then sys.Dial("#{num}@three.example.com")
end
case num
  when "4" then sys.Dial("four@one.example.com")
end
