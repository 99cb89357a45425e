"""What every number is called and means, once: for reports, exports, pages and invoices."""
