-- A case is found by the number that its papers bear, whoever's it is.
CREATE INDEX back_payment_number ON back_payment (case_id);
CREATE INDEX case_number ON case_opened (case_id);
CREATE INDEX refund_number ON refund (refund_id);
CREATE INDEX earlier_file_number ON earlier_file (file_id);
