"""Is a construct one factor, correlated factors, or a second-order factor?"""
