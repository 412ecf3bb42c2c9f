num = "nobody"
case req.URI.User
when "1",
     "2"
then sys.Dial("one" +
              "@sip.example.com",
              20)
when "3"
  num = if sys.In then "a" else "b" end
  sys.Dial("#{num}@sip.example.com")
when "4" then if sys.Out then sys.Dial("four@sip.example.com") end
end
sys.Dial("rest@sip.example.com")
