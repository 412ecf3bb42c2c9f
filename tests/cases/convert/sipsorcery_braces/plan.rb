who = "{{call.to}}-#{req.URI.User}"
lit = '#{req.URI.User}x'
case req.URI.User
when /^1$/ then sys.Dial("{{call.from}}@y.example.com[fu={{call.id}}]", 20)
when /^2$/ then sys.Dial("#{who}@y.example.com")
when /^3$/ then sys.Dial(who + "@y.example.com")
when /^4$/ then sys.Dial('#{x}{{y}}@y.example.com')
when /^5$/ then sys.Dial(lit + "@y.example.com")
when /^6(.)$/ then sys.Dial("a{{#{$1}}}@y.example.com|b}}{{@z.example.com")
when /^7$/ then sys.Dial("{#{who}@y.example.com[fu={#{who}]")
end
sys.Dial("{{ no one }}@y.example.com")
