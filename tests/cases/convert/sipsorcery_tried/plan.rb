begin
  sys.Dial("one@one.example", 20) if req.URI.User =~ /^57/
  # Not for those above.
  sys.Dial("two@two.example", ring) if req.URI.User =~ /^6/
  # Ruby dials this for 57, too.
  sys.Dial("three@three.example", 5+5) if req.URI.User =~ /^5/
  if sys.Out && req.URI.User == "612"
    sys.Dial("four@four.example")
  end
rescue => e
  sys.Log(e.message)
  sys.Dial("five@five.example")
end
sys.Dial("six@six.example") if req.URI.User == "7"
