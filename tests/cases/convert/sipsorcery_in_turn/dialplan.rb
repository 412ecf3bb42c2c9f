case req.URI.User
  when /^232$/
    sys.Dial("ann@one.example.com", 15)
    sys.Dial("bob@two.example.com", 15)
    sys.Dial("carl@three.example.com[fu=desk]", 40)
  when /^233$/
    sys.Dial("ann@one.example.com&bob@two.example.com")
    sys.Dial("mailbox@one.example.com")
  when "234" then sys.Dial("ann@one.example.com") if sys.In
end
=begin
sys.Dial("remark@one.example.com")
=end
sys.Dial("last@one.example.com")
__END__
sys.Dial("behind@one.example.com")
