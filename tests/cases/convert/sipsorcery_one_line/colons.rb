case req.URI.User
  when /^9: (.*)/: sys.Dial("#{$1}@sip.example.com")
  when %r{^7\d{2,3}$} then sys.Dial("seven@sip.example.com")
  when %r{^8/(\d+)$} then sys.Dial("#{$1}@sip.example.com")
end
