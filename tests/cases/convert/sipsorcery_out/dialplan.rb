if sys.Out
  case req.URI.User
    when /^9(\d+)/ then sys.Dial("#{$1}@carrier.example.net")
  end
end
