case req.URI.User
  when /^9: (.*)/: sys.Dial("#{$1}@sip.example.com")
  when %r{^8/(\d+)$} then sys.Dial("#{$1}@sip.example.com")
end
